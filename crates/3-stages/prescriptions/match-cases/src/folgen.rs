//! Says what follows from each answer to the question which case it is, said before it is given.

use domain::{Rezept, Stufe, UnfallDatum};

use crate::entscheiden::Fund;

/// Says what follows from a case, and from `keine`; and whether another payer has the person.
pub(crate) fn folgen(rezept: &Rezept, fund: &Fund) -> String {
    let keine = match (fund.fremd, ohne_fall(rezept)) {
        (Some((stufe, code)), _) if stufe <= Stufe::Z2 => {
            format!("abgewiesen mit 1004, denn {code} hat einen Fall dieser Person ({stufe})")
        }
        (fremd, status) => {
            let was = status.map_or_else(
                || "ohne Aktenzeichen bezahlt, wenn sonst nichts zu beanstanden ist".to_owned(),
                |status| format!("abgewiesen mit {status}"),
            );
            let fremd = fremd.map(|(stufe, code)| format!("; auch {code} hat einen Fall, der passt ({stufe})"));
            was + &fremd.unwrap_or_default()
        }
    };
    format!("Aktenzeichen: Das Rezept gehört zu diesem Fall · keine: {keine}")
}

/// The status that returns a sheet without a case because it is not properly filled.
fn ohne_fall(rezept: &Rezept) -> Option<u16> {
    let unvollstaendig = matches!(rezept.unf_datum.wert(), Some(UnfallDatum::Unvollstaendig(_)));
    let unfall_fehlt = rezept.unf_datum.leer() || rezept.unfallbetrieb.leer();
    let person_fehlt = rezept.name.leer() || rezept.vorname.leer() || rezept.geb_datum.leer();
    let gruende = [(1010, unvollstaendig), (1002, unfall_fehlt), (1005, person_fehlt)];
    gruende.into_iter().find(|(_, trifft_zu)| *trifft_zu).map(|(status, _)| status)
}

#[cfg(test)]
mod tests {
    use domain::Lesung;

    use super::*;
    use crate::tests::muster::rezept;

    #[test]
    fn what_is_not_properly_filled_is_returned() {
        let status = |aendere: fn(&mut Rezept)| {
            let mut rezept = rezept();
            aendere(&mut rezept);
            ohne_fall(&rezept)
        };
        assert_eq!(status(|_| ()), None);
        assert_eq!(status(|r| r.unfallbetrieb = Lesung::Leer), Some(1002));
        assert_eq!(status(|r| r.unf_datum = Lesung::Leer), Some(1002));
        assert_eq!(status(|r| r.vorname = Lesung::Leer), Some(1005));
        let jahr = |r: &mut Rezept| r.unf_datum = Lesung::Wert(UnfallDatum::Unvollstaendig("2004".into()));
        assert_eq!(status(jahr), Some(1010));
    }
}
