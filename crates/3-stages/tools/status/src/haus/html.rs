//! The overview as a page that needs nothing beside it.

use std::fmt::Write;

use super::{Haus, Stand, Stufung};

const STYLE: &str = "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #bbb;\
    padding:2px 8px;text-align:left}td.n{text-align:right}.done{color:#070}.stale{background:#fe9}.failed{background:#fbb}\
    .waiting{color:#999}.critical{background:#fbb}.warning{background:#fe9}";

impl Haus {
    /// Every run with every stage, and the remarks.
    pub fn html(&self) -> String {
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Zahlbar {0}</title>\
             <style>{STYLE}</style></head>\n<body>\n<h1>Zahlbar, {0}</h1>\n<ul>\n",
            self.datum
        );
        for (code, hinweis) in self.hinweise().filter(|(_, hinweis)| hinweis.stufung > Stufung::Ok) {
            let class = if hinweis.stufung == Stufung::Critical { "critical" } else { "warning" };
            let _ = writeln!(html, "<li class=\"{class}\">{}: {}</li>", safe(code), safe(&hinweis.text));
        }
        html.push_str(
            "</ul>\n<table>\n<tr><th>payer</th><th>run</th><th>stages</th><th>tasks</th><th>refused</th>\
             <th>ordered EUR</th><th>pass</th></tr>\n",
        );
        for zahler in &self.zahler {
            for lauf in &zahler.laeufe {
                let stages: Vec<String> = lauf.stufen.iter().map(|stufe| cell(stufe.ordner, stufe.stand)).collect();
                let _ = writeln!(
                    html,
                    "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
                     <td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                    safe(&zahler.kostentraeger),
                    lauf.datum,
                    stages.join(" "),
                    lauf.aufgaben,
                    lauf.verweigert,
                    lauf.angewiesen.deutsch(),
                    lauf.durchgaenge
                );
            }
        }
        html.push_str("</table>\n</body>\n</html>\n");
        html
    }
}

fn cell(folder: &str, stand: Stand) -> String {
    let class = match stand {
        Stand::Done => "done",
        Stand::Stale => "stale",
        Stand::Failed => "failed",
        Stand::Waiting => "waiting",
    };
    format!("<span class=\"{class}\" title=\"{class}\">{folder}</span>")
}

fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
