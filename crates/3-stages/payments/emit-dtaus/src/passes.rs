//! The files of the passes: each written once, and then kept as it is.

use banking::ausgang::dtaus::{Eingabe, bankdatei, nur_sepa};
use banking::dtaus::{LETZTER_TAG, Traeger};
use domain::{Anweisung, Ausgabe, Betrag, Kostentraeger, Tabelle};
use emit_dtaus::begleitzettel;
use ledger::{Ausgang, Ausgangspass, Ledger};
use rules::kalender::target_tag_ab;
use stage::{Error, Stage, of_pass, sha256_hex, warn, warn_of_another};

/// The orders of the outbox as rows, each once.
pub(crate) fn zeilen(outbox: &[Ausgangspass]) -> Vec<Anweisung> {
    let mut zeilen: Vec<Anweisung> = outbox.iter().flat_map(|pass| pass.anweisungen.iter().cloned()).collect();
    zeilen.sort_by(Tabelle::ordnung);
    zeilen
}

/// What the receipt counts over all passes.
#[derive(Debug, Default)]
pub(crate) struct Summe {
    logische_dateien: i64,
    c_saetze: i64,
    umschriften: i64,
    auffaellig: i64,
    betrag: Betrag,
    ausgabe: Vec<Ausgabe>,
}

impl Summe {
    /// Which file carries which order.
    pub(crate) fn ausgabe(&mut self) -> Vec<Ausgabe> {
        std::mem::take(&mut self.ausgabe)
    }

    /// Writes them into the receipt.
    pub(crate) fn total(&self, stage: &mut Stage) {
        stage.total("logische_dateien", self.logische_dateien);
        stage.total("c_saetze", self.c_saetze);
        stage.total("umschriften", self.umschriften);
        stage.total("konten_auffaellig", self.auffaellig);
        stage.total_betrag("betrag", self.betrag);
    }
}

/// Writes which file carries which order.
pub(crate) fn write_orders(stage: &mut Stage, mut ausgabe: Vec<Ausgabe>) -> anyhow::Result<()> {
    ausgabe.sort_by(Tabelle::ordnung);
    Ok(stage.write("ausgabe.csv", &ausgabe)?)
}

/// Writes the file of a pass and its sheet; what lies there stays as it is.
pub(crate) fn write(
    stage: &mut Stage,
    ledger: &mut Ledger,
    payer: &Kostentraeger,
    traeger: Traeger,
    pass: &Ausgangspass,
    summe: &mut Summe,
) -> anyhow::Result<()> {
    let Ausgangspass { pass: nr, anweisungen, datei_sha256 } = pass;
    let (anweisungen, fremd): (Vec<Anweisung>, Vec<Anweisung>) =
        anweisungen.iter().cloned().partition(|a| !nur_sepa(a));
    for a in &fremd {
        let (id, betrag) = (&a.anweisung_id, a.betrag.deutsch());
        warn(format!("order {id} over {betrag} EUR left out: its IBAN is no German one; emit-sepa pays it"));
    }
    summe.ausgabe.extend(fremd.iter().map(|a| Ausgabe::nicht_noetig(*nr, &a.anweisung_id)));
    ledger.keep_left_out(Ausgang::Dtaus, fremd.iter().map(|a| a.anweisung_id.as_str()))?;
    let anweisungen = anweisungen.as_slice();
    let erstellt = stage.session().datum();
    let ausfuehrung = target_tag_ab(erstellt);
    let eingabe = Eingabe { anweisungen, kostentraeger: payer, erstellt, ausfuehrung, traeger };
    let Some(datei) = bankdatei(&eingabe).map_err(|e| Error::Data(e.to_string()))? else { return Ok(()) };
    datei.auffaellig.iter().for_each(|hinweis| warn(format!("{hinweis}; look at it before the file is sent")));
    let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    stage.balance("cents ordered and written", angewiesen, datei.betrag())?;
    stage.balance("orders and C records", anweisungen.len() as u64, datei.anzahl())?;
    let (name, zettel) = (of_pass(traeger.name(), *nr), of_pass("begleitzettel", *nr));
    let sha256 = sha256_hex(&datei.bytes);
    let blatt = documents::dateien(&zettel, &begleitzettel(&datei, &name, &sha256));
    let kept = if datei_sha256.is_some() && stage.keep(&name)? { datei_sha256.as_ref() } else { None };
    let carried = kept.unwrap_or(&sha256);
    summe.ausgabe.extend(anweisungen.iter().map(|a| Ausgabe::in_datei(*nr, &a.anweisung_id, &name, carried)));
    if kept.is_none() {
        // After its end no letter names the file, and nobody shall send it.
        if erstellt <= LETZTER_TAG {
            warn_of_another(stage, *nr, &name, &sha256)?;
        }
        ledger.keep_output(Ausgang::Dtaus, *nr, &sha256, anweisungen.iter().map(|a| a.anweisung_id.as_str()))?;
        stage.write_bytes(&name, &datei.bytes)?;
        for (file, bytes) in blatt {
            stage.write_bytes(&file, &bytes)?;
        }
    } else {
        for (file, _) in blatt {
            stage.keep(&file)?;
        }
    }
    summe.logische_dateien += datei.teile.len() as i64;
    summe.c_saetze += datei.anzahl() as i64;
    summe.umschriften += datei.umschriften as i64;
    summe.auffaellig += datei.auffaellig.len() as i64;
    summe.betrag += datei.betrag();
    Ok(())
}
