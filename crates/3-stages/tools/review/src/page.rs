//! The page: one template; what comes from outside stands in it as data alone.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::datum::{aus_iso, deutsch};
use sha2::{Digest, Sha256};
use stage::{Error, Result};

use crate::Content;

const STYLE: &str = include_str!("../templates/review.css");
const SCRIPT: &str = include_str!("../templates/review.js");

#[derive(Template)]
#[template(path = "review.html")]
struct Page<'c> {
    kostentraeger: &'c str,
    name: &'c str,
    datum: String,
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
    daten: String,
}

/// The page as HTML. It runs its own script and nothing else: its policy names the one script and the one style by hash.
///
/// # Errors
/// A defect: the content is no JSON.
pub fn page(content: &Content) -> Result<String> {
    let internal = |e: &dyn std::fmt::Display| Error::Internal(format!("the page: {e}"));
    let daten = serde_json::to_string(content).map_err(|e| internal(&e))?;
    let page = Page {
        kostentraeger: &content.kostentraeger,
        name: &content.name,
        datum: aus_iso(&content.datum).map_or_else(|| content.datum.clone(), deutsch),
        style: STYLE,
        style_hash: source_hash(STYLE),
        script: SCRIPT,
        script_hash: source_hash(SCRIPT),
        daten: within_script(&daten),
    };
    page.render().map_err(|e| internal(&e))
}

/// JSON that no text in it can end the script element of, whatever stands there.
fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A source as a content security policy names it.
fn source_hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_data() {
        let json = serde_json::to_string("</script><script>alert(1)</script><!-- & -->").expect("JSON");
        let within = within_script(&json);
        assert!(!within.contains(['<', '>', '&']), "{within}");
        assert_eq!(
            serde_json::from_str::<String>(&within).expect("JSON"),
            "</script><script>alert(1)</script><!-- & -->"
        );
    }

    #[test]
    fn the_script_never_makes_markup_of_text() {
        for word in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest"]
        {
            assert!(!SCRIPT.contains(word), "{word}");
        }
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
    }
}
