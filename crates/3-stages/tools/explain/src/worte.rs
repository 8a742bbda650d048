//! Values as people read them.

use domain::Betrag;

/// A date of our tables in German; anything else as it stands.
pub(crate) fn datum(text: &str) -> String {
    domain::datum::aus_iso(text).map_or_else(|| text.to_owned(), domain::datum::deutsch)
}

/// An amount of our tables in German; anything else as it stands.
pub(crate) fn betrag(text: &str) -> String {
    text.parse::<Betrag>().map_or_else(|_| text.to_owned(), |betrag| format!("{} EUR", betrag.deutsch()))
}

/// A class in words.
pub(crate) fn klasse(text: &str) -> &str {
    match text {
        "zahlen" => "wird bezahlt",
        "abweisen" => "abgewiesen",
        "offen" => "offen, wartet auf eine Person",
        anderes => anderes,
    }
}

/// The name of a column as people say it.
pub(crate) fn spalte(name: &str) -> &str {
    match name {
        "kostentraeger_ik" => "IK des Kostenträgers",
        "apotheken_ik" => "IK der Apotheke",
        "arzt_unterschrift" => "Unterschrift des Arztes",
        "bild_lesbar" => "Bild lesbar",
        "vo_datum" => "ausgestellt",
        "abgabe_datum" => "abgegeben",
        "unf_datum" => "Unfall",
        "unfallbetrieb" => "Unfallbetrieb",
        "geb_datum" => "geboren",
        "name" => "Name",
        "vorname" => "Vorname",
        "brutto" => "Brutto",
        "zuzahlung" => "Zuzahlung",
        "aut_idem_kreuz" => "Aut-idem-Kreuz",
        "ap_rabatt" => "Apothekenabschlag",
        "hs_rabatt" => "Herstellerabschlag",
        "netto" => "Netto",
        anderes => anderes,
    }
}

/// A value of a table: dates and amounts in German, `?` in words.
pub(crate) fn wert(text: &str) -> String {
    match text {
        "" => "nichts".to_owned(),
        "?" => "nicht erkannt".to_owned(),
        text if domain::datum::aus_iso(text).is_some() => datum(text),
        text if text.contains('.') && text.parse::<Betrag>().is_ok() => betrag(text),
        text => text.to_owned(),
    }
}
