//! Transliteration of Latin letters and typographic signs to plain ones, for character sets that lack them.

/// The usual plain spelling of a character, in ASCII; `None` when it has none. German umlauts are spelled out
/// (`ä` → `ae`), all other letters lose their marks (`é` → `e`).
pub fn latin(zeichen: char) -> Option<&'static str> {
    Some(match zeichen {
        'Ä' | 'Æ' => "Ae",
        'Ö' | 'Œ' => "Oe",
        'Ü' => "Ue",
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'ẞ' => "SS",
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' => "A",
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ª' => "a",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ð' | 'Ď' | 'Đ' => "D",
        'ð' | 'ď' | 'đ' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ə' => "e",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' | 'Ǧ' => "G",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' => "g",
        'Ĥ' | 'Ħ' => "H",
        'ĥ' | 'ħ' => "h",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'Ĵ' => "J",
        'ĵ' => "j",
        'Ķ' => "K",
        'ķ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => "L",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'Ò'..='Õ' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'ò'..='õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'º' => "o",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'Ţ' | 'Ť' | 'Ț' => "T",
        'ţ' | 'ť' | 'ț' => "t",
        'Þ' => "Th",
        'þ' => "th",
        'Ù'..='Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ù'..='û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'Ŵ' => "W",
        'ŵ' => "w",
        'Ý' | 'Ŷ' | 'Ÿ' => "Y",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        '\u{A0}' | '\u{2009}' | '\u{202F}' => " ",
        '‘' | '’' | '‚' | '´' | '`' | 'ʼ' | '′' => "'",
        '“' | '”' | '„' | '«' | '»' | '″' => "\"",
        '\u{AD}' | '‐' | '\u{2011}' | '–' | '—' | '−' => "-",
        '…' => "...",
        '€' => "EUR",
        '×' => "x",
        '·' | '•' => ".",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn umlauts_are_spelled_out_and_marks_dropped() {
        for (zeichen, umschrift) in [
            ('ü', "ue"),
            ('Ä', "Ae"),
            ('ß', "ss"),
            ('é', "e"),
            ('Ç', "C"),
            ('ł', "l"),
            ('Ş', "S"),
            ('Å', "A"),
            ('ë', "e"),
            ('õ', "o"),
            ('ý', "y"),
            ('–', "-"),
            ('’', "'"),
            ('\u{A0}', " "),
        ] {
            assert_eq!(latin(zeichen), Some(umschrift), "{zeichen}");
        }
    }

    #[test]
    fn every_letter_of_latin_1_and_latin_extended_a_of_our_neighbours_is_plain_ascii_afterwards() {
        for zeichen in "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀČĐĘĚĞİıŁŃŐŘŠŞŤŮŰŹŻŽ".chars()
        {
            assert!(latin(zeichen).is_some_and(|text| text.is_ascii() && !text.is_empty()), "{zeichen}");
        }
    }

    #[test]
    fn other_scripts_have_no_plain_spelling() {
        for zeichen in ['Ж', '中', '\u{FFFD}', '☎'] {
            assert_eq!(latin(zeichen), None);
        }
    }
}
