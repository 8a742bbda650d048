//! One prescription of a bundle: its parts put together, as a row of our tables with its lines.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::{Betrag, Datum, JaNein, Lesung, Position, Rezept};

use crate::Abgelehnt;
use crate::abgabe::{self, Abgabe};
use crate::abrechnung::{self, Abrechnung};
use crate::baum::{self, Knoten};
use crate::beigelegt::{Beilagen, Beiliegend};
use crate::cms::{self, Signiert};
use crate::lesen::lesung;
use crate::profil;
use crate::verordnung::{self, EREZEPT_ID, Verordnung};
use crate::vertrauen::Vertrauen;

/// Stands in `kostentraeger_ik` of a prescription that was sent to the wrong payer: no IK of anybody.
pub const IRRLAEUFER: &str = "Irrläufer";

/// Signed documents come as base64 in one line or in several, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A prescription with all that came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ERezept {
    /// The doctor's prescription.
    pub verordnung: Verordnung,
    /// The pharmacy's dispensing.
    pub abgabe: Abgabe,
    /// The clearing centre's data.
    pub abrechnung: Abrechnung,
    /// The row of `rezepte.csv`, without the numbers that we give.
    pub rezept: Rezept,
    /// The rows of `positionen.csv`, likewise.
    pub positionen: Vec<Position>,
    /// Who signed the prescription, and why the signature does not hold if it does not.
    pub unterschrift: Unterschrift,
    /// Notes: signatures that do not hold, amounts that were subtracted.
    pub hinweise: Vec<String>,
}

/// Who signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unterschrift {
    /// Common name in the certificate.
    pub wer: String,
    /// Day of signing.
    pub wann: Option<Datum>,
    /// Why it does not hold; empty = it holds.
    pub mangel: String,
}

/// A part of a prescription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teil {
    /// The doctor's prescription.
    Verordnung,
    /// The receipt of the central service.
    Quittung,
    /// The pharmacy's dispensing.
    Abgabe,
}

impl Teil {
    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Teil::Verordnung => "Verordnung",
            Teil::Quittung => "Quittung",
            Teil::Abgabe => "Abgabedaten",
        }
    }

    /// The part that a profile or a link names.
    pub fn aus_profil(url: &str) -> Option<Teil> {
        let namen = [
            ("KBV_PR_ERP_Bundle", Teil::Verordnung),
            ("ErxReceipt", Teil::Quittung),
            ("GEM_ERP_PR_Bundle", Teil::Quittung),
            ("DAV-PR-ERP-AbgabedatenBundle", Teil::Abgabe),
        ];
        namen.into_iter().find(|(name, _)| baum::heisst(url, name)).map(|(_, teil)| teil)
    }
}

/// The kind of a document by its profile; by what is in it where it names none.
pub fn art(bundle: &Knoten) -> Option<Teil> {
    let profil = bundle.unter("meta").and_then(|meta| meta.alle("profile").find_map(|p| Teil::aus_profil(&p.value)));
    profil.or_else(|| {
        if bundle.ressourcen("MedicationRequest").next().is_some() {
            Some(Teil::Verordnung)
        } else if bundle.ressourcen("MedicationDispense").next().is_some() {
            Some(Teil::Abgabe)
        } else {
            None
        }
    })
}

/// A signed part of a prescription, taken out of its envelope.
#[derive(Clone, Debug, PartialEq)]
pub struct Dokument {
    /// Which part.
    pub teil: Teil,
    /// The document and its signature.
    pub signiert: Signiert,
    /// The document as a tree.
    pub baum: Knoten,
}

/// The documents of a prescription and the clearing centre's data, each as far as it can be read.
#[derive(Clone, Debug)]
pub struct Teile {
    /// The clearing centre's data.
    pub abrechnung: Result<Abrechnung, Abgelehnt>,
    /// The signed documents, in the order of the bundle.
    pub dokumente: Vec<(Teil, Result<Dokument, Abgelehnt>)>,
}

/// Takes a prescription of a bundle apart.
pub fn zerlege(bundle: &Knoten, vertrauen: &Vertrauen<'_>) -> Teile {
    let rechnung = bundle.ressourcen("Invoice").next();
    let fehlt = || Abgelehnt::neu("eAbrechnungsdaten", "the prescription has no Invoice of eAbrechnungsdaten");
    let abrechnung = rechnung.ok_or_else(fehlt).and_then(|(_, rechnung)| abrechnung::lies(rechnung));
    let mut dokumente = Vec::new();
    for eintrag in bundle.alle("entry") {
        let teil = eintrag.alle("link").find_map(|link| Teil::aus_profil(link.wert("url")));
        let Some(ressource) = eintrag.unter("resource") else { continue };
        // The receipt stood unpacked in the first profiles.
        if let (Some(daten), Some(teil)) = (ressource.unter("Binary/data"), teil) {
            dokumente.push((teil, dokument(teil, &daten.value, vertrauen)));
        }
    }
    Teile { abrechnung, dokumente }
}

/// The E-Rezept-ID of a prescription of a bundle, as the clearing centre names it; empty = it names none.
pub fn erezept_id(bundle: &Knoten) -> &str {
    bundle.ressourcen("Invoice").next().map_or("", |(_, rechnung)| rechnung.kennung(EREZEPT_ID))
}

fn dokument(teil: Teil, base64: &str, vertrauen: &Vertrauen<'_>) -> Result<Dokument, Abgelehnt> {
    let refused = |grund: String| Abgelehnt::neu(teil.name(), grund);
    let dicht: Vec<u8>;
    let bytes = if base64.bytes().any(|b| b.is_ascii_whitespace()) {
        dicht = base64.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        &dicht
    } else {
        base64.as_bytes()
    };
    let bytes = BASE64.decode(bytes).map_err(|fehler| refused(format!("no base64: {fehler}")))?;
    let signiert = cms::lies(&bytes, vertrauen).map_err(refused)?;
    let baum = baum::lies(&signiert.inhalt).map_err(|fehler| refused(format!("signed is {}", fehler.grund)))?;
    Ok(Dokument { teil, signiert, baum })
}

/// All that was found of a prescription.
#[derive(Default)]
struct Gelesen {
    verordnung: Option<Verordnung>,
    abgabe: Option<Abgabe>,
    unterschrift: Unterschrift,
    hinweise: Vec<String>,
    unlesbar: Vec<(Teil, Abgelehnt)>,
}

impl Gelesen {
    /// Takes a signed document of the bundle.
    fn nimm(&mut self, dokument: Dokument, abrechnung: &Abrechnung) -> Result<(), Abgelehnt> {
        let Dokument { teil, signiert, baum } = dokument;
        let mangel = signiert.unterschrift.err();
        if let Some(mangel) = &mangel {
            self.hinweise.push(format!("{}: {mangel}", teil.name()));
        }
        if teil != Teil::Quittung
            && let Some(hinweis) = profil::hinweis(baum.wert("meta/profile"))
        {
            self.hinweise.push(format!("{}: {hinweis}", teil.name()));
        }
        match teil {
            Teil::Verordnung => {
                self.verordnung = Some(verordnung::lies(&baum)?);
                let (wer, wann) = (signiert.unterzeichner, signiert.unterzeichnet_am);
                self.unterschrift = Unterschrift { wer, wann, mangel: mangel.unwrap_or_default() };
            }
            Teil::Abgabe => self.abgabe = Some(abgabe::lies(&baum)?),
            Teil::Quittung => gleich(teil.name(), abrechnung, baum.kennung(EREZEPT_ID))?,
        }
        Ok(())
    }

    /// Takes from beside the bundle what could not be read in it; `true` if anything was taken.
    fn ergaenze(&mut self, beiliegend: Beiliegend) -> bool {
        let mut lose = false;
        if self.verordnung.is_none()
            && let Some(eine) = beiliegend.verordnung
        {
            self.verordnung = Some(eine);
            self.unterschrift.mangel = "the prescription came beside the bundle, without a signature".into();
            self.hinweise.push(self.unterschrift.mangel.clone());
            lose = true;
        }
        if self.abgabe.is_none()
            && let Some(eine) = beiliegend.abgabe
        {
            self.abgabe = Some(eine);
            self.hinweise.push("the dispensing came beside the bundle, without a signature".into());
            lose = true;
        }
        lose
    }
}

/// Puts a prescription together. What cannot be read in the bundle is taken from loose documents, where there are.
///
/// # Errors
/// A part is missing or cannot be read, or the parts do not belong together.
pub fn lies(bundle: &Knoten, vertrauen: &Vertrauen<'_>, beigelegt: &dyn Beilagen) -> Result<ERezept, Abgelehnt> {
    let Teile { abrechnung, dokumente } = zerlege(bundle, vertrauen);
    let abrechnung = abrechnung?;
    let mut gelesen = Gelesen::default();
    for (teil, dokument) in dokumente {
        match dokument {
            Ok(dokument) => gelesen.nimm(dokument, &abrechnung)?,
            Err(grund) => gelesen.unlesbar.push((teil, grund)),
        }
    }
    let ganz = gelesen.verordnung.is_some() && gelesen.abgabe.is_some();
    let lose = !ganz && gelesen.ergaenze(beigelegt.zu(&abrechnung.erezept_id));
    let Gelesen { verordnung, abgabe, unterschrift, mut hinweise, unlesbar } = gelesen;
    // A receipt never comes by itself: who sends documents beside the bundle has a placeholder in its place.
    let da = |teil: &Teil| match teil {
        Teil::Verordnung => verordnung.is_some(),
        Teil::Abgabe => abgabe.is_some(),
        Teil::Quittung => lose,
    };
    if let Some((_, grund)) = unlesbar.into_iter().find(|(teil, _)| !da(teil)) {
        return Err(grund);
    }
    let fehlt = |teil: Teil| Abgelehnt::neu(teil.name(), "the prescription has no such part");
    let verordnung = verordnung.ok_or_else(|| fehlt(Teil::Verordnung))?;
    let abgabe = abgabe.ok_or_else(|| fehlt(Teil::Abgabe))?;
    gleich(Teil::Verordnung.name(), &abrechnung, &verordnung.erezept_id)?;
    gleich(Teil::Abgabe.name(), &abrechnung, &abgabe.erezept_id)?;
    if abgabe.apotheken_ik != abrechnung.apotheken_ik {
        let grund = format!("the dispensing is of another pharmacy, {}", abgabe.apotheken_ik);
        return Err(Abgelehnt::neu("issuer", grund).wert(&abrechnung.apotheken_ik));
    }
    if abgabe.mehrkosten != Betrag::NULL {
        hinweise.push(format!("Mehrkosten {} paid by the insured: subtracted", abgabe.mehrkosten));
    }
    let rezept = zeile(&verordnung, &abgabe, &abrechnung, unterschrift.mangel.is_empty());
    let positionen = positionen(&abgabe);
    Ok(ERezept { verordnung, abgabe, abrechnung, rezept, positionen, unterschrift, hinweise })
}

fn gleich(teil: &str, abrechnung: &Abrechnung, erezept_id: &str) -> Result<(), Abgelehnt> {
    if erezept_id == abrechnung.erezept_id {
        return Ok(());
    }
    let grund = format!("another E-Rezept-ID than the {} of eAbrechnungsdaten", abrechnung.erezept_id);
    Err(Abgelehnt::neu(teil, grund).wert(erezept_id))
}

fn positionen(abgabe: &Abgabe) -> Vec<Position> {
    let position = |zeile: &abgabe::Zeile| Position {
        beleg_id: String::new(),
        pic_nr: String::new(),
        lfd_nr: zeile.lfd_nr,
        pzn: lesung(&zeile.pzn),
        faktor: zeile.faktor.map_or(Lesung::NichtErkannt, Lesung::Wert),
        taxe: Lesung::Wert(zeile.taxe),
        zeile: 0,
    };
    abgabe.zeilen.iter().map(position).collect()
}

fn zeile(verordnung: &Verordnung, abgabe: &Abgabe, abrechnung: &Abrechnung, unterschrieben: bool) -> Rezept {
    let ja_nein = |ja: bool| Lesung::Wert(JaNein::from(ja));
    let tag = |datum: Option<Datum>| datum.map_or(Lesung::Leer, Lesung::Wert);
    let rabatt = |betrag: Betrag| if betrag == Betrag::NULL { Lesung::Leer } else { Lesung::Wert(betrag) };
    let irrlaeufer = abrechnung.irrlaeufer;
    Rezept {
        beleg_id: String::new(),
        rechnungsnummer: String::new(),
        pic_nr: String::new(),
        kostentraeger_ik: lesung(if irrlaeufer { IRRLAEUFER } else { &verordnung.kostentraeger_ik }),
        aktenzeichen: Lesung::Leer,
        name: lesung(&verordnung.name),
        vorname: lesung(&verordnung.vorname),
        zusatz: lesung(&verordnung.zusatz),
        geb_datum: verordnung.geb_datum.map_or(Lesung::Leer, Lesung::Wert),
        strasse: lesung(&verordnung.strasse),
        lkz: lesung(&verordnung.lkz),
        plz: lesung(&verordnung.plz),
        ort: lesung(&verordnung.ort),
        unf_datum: verordnung.unf_datum.clone().map_or(Lesung::Leer, Lesung::Wert),
        unfallbetrieb: lesung(&verordnung.unfallbetrieb),
        arzt_nr: lesung(&verordnung.arzt_nr),
        arzt_unterschrift: ja_nein(unterschrieben),
        apotheken_ik: lesung(&abgabe.apotheken_ik),
        vo_datum: tag(verordnung.vo_datum),
        abgabe_datum: tag(abgabe.abgabe_datum),
        brutto: Lesung::Wert(abgabe.brutto),
        zuzahlung: Lesung::Wert(abgabe.zuzahlung),
        noctu: Lesung::Wert(abgabe.noctu),
        schreibgebuehr: Lesung::Wert(abgabe.schreibgebuehr),
        beschaffungskosten: Lesung::Wert(abgabe.beschaffungskosten),
        ap_rabatt: rabatt(abrechnung.ap_rabatt()),
        hs_rabatt: rabatt(abrechnung.hs_rabatt()),
        bild: lesung(&abrechnung.erezept_id),
        bild_lesbar: ja_nein(true),
        aut_idem_kreuz: ja_nein(verordnung.aut_idem_kreuz),
        herkunft: Datum::default(),
        zeile: 0,
        schon_berechnet: String::new(),
        erledigt_am: None,
    }
}
