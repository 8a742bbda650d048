use charsets::edf03::CodePage;
use domain::UnfdatOptionen;
use domain::pruefziffer::PzVerfahren;
use mainframe::unfdat::Carrier;

/// What a delivery does to the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is the whole register.
    Full,
    /// It updates cases and adds new ones.
    Delta,
}

/// The `[unfdat]` section of a payer's configuration, understood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The carrier; `None` = recognised from the bytes of each delivery.
    pub carrier: Option<Carrier>,
    /// The code page of all deliveries.
    pub page: CodePage,
    /// What a delivery does to the register.
    pub mode: Mode,
    /// The check digit method of the payer's Aktenzeichen.
    pub pz: PzVerfahren,
    /// Largest share of rejected records, 0 to 1.
    pub max_reject_share: f64,
    /// Largest share by which a full delivery may shrink the register, 0 to 1.
    pub max_shrink_share: f64,
}

/// A value of `[unfdat]` that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("[unfdat] {key} = {value}: expected {expected}")]
pub struct SettingError {
    key: &'static str,
    value: String,
    expected: String,
}

impl Settings {
    /// Understands a payer's configuration.
    ///
    /// # Errors
    /// The first value that means nothing.
    pub fn new(optionen: &UnfdatOptionen) -> Result<Self, SettingError> {
        Ok(Settings {
            carrier: match optionen.format.as_str() {
                "auto" => None,
                "dfue" => Some(Carrier::Dfue),
                "datentraeger" => Some(Carrier::Datentraeger),
                other => return Err(unknown("format", other, "auto, dfue or datentraeger")),
            },
            page: optionen.charset.parse().map_err(|_| unknown("charset", &optionen.charset, &page_names()))?,
            mode: match optionen.mode.as_str() {
                "full" => Mode::Full,
                "delta" => Mode::Delta,
                other => return Err(unknown("mode", other, "full or delta")),
            },
            pz: optionen.pz,
            max_reject_share: share("max_reject_share", optionen.max_reject_share)?,
            max_shrink_share: share("max_shrink_share", optionen.max_shrink_share)?,
        })
    }
}

fn page_names() -> String {
    CodePage::ALL.iter().map(|page| page.name()).collect::<Vec<_>>().join(", ")
}

fn share(key: &'static str, value: f64) -> Result<f64, SettingError> {
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err(SettingError { key, value: value.to_string(), expected: "a share between 0 and 1".into() })
    }
}

fn unknown(key: &'static str, value: &str, expected: &str) -> SettingError {
    SettingError { key, value: format!("\"{value}\""), expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_understood() {
        let settings = Settings::new(&UnfdatOptionen::default()).expect("the defaults");
        assert_eq!((settings.carrier, settings.page, settings.mode), (None, CodePage::Edf03Drv, Mode::Full));
    }

    #[test]
    fn what_means_nothing_is_refused_with_its_key() {
        let wrong = [
            ("format", UnfdatOptionen { format: "tape".into(), ..Default::default() }),
            ("charset", UnfdatOptionen { charset: "EBCDIC".into(), ..Default::default() }),
            ("mode", UnfdatOptionen { mode: "FULL".into(), ..Default::default() }),
            ("max_reject_share", UnfdatOptionen { max_reject_share: 1.5, ..Default::default() }),
            ("max_shrink_share", UnfdatOptionen { max_shrink_share: f64::NAN, ..Default::default() }),
        ];
        for (key, optionen) in wrong {
            let message = Settings::new(&optionen).expect_err(key).to_string();
            assert!(message.starts_with(&format!("[unfdat] {key} = ")), "{message}");
        }
    }
}
