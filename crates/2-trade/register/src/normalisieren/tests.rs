use super::*;

/// Spellings that are the same within a line, and their normal form.
fn gleich(normalform: fn(&str) -> String, zeilen: &[(&[&str], &str)]) {
    for (schreibweisen, normal) in zeilen {
        for text in *schreibweisen {
            assert_eq!(normalform(text), *normal, "{text:?}");
        }
    }
}

#[test]
fn the_list_is_folded_without_repetition_and_of_three_kinds() {
    let zeilen: Vec<&str> =
        include_str!("namenszusaetze.txt").lines().filter(|z| !z.is_empty() && !z.starts_with('#')).collect();
    for zeile in &zeilen {
        let (art, wort) = zeile.split_once(' ').expect(zeile);
        assert!(["titel", "adel", "anrede", "vorsatz"].contains(&art), "{zeile}");
        assert_eq!(falte_mit_bindestrich(wort, '-'), wort);
    }
    assert_eq!(zeilen.len(), ZUSAETZE.len());
}

#[test]
fn texts_fold() {
    gleich(
        falte,
        &[
            (&["MÜLLER", "Mueller", "müller", "Mu\u{308}ller", "MUELLER"], "mueller"),
            (&["Goethe", "Göthe", "GOETHE"], "goethe"),
            (&["Michael"], "michael"),
            (&["Bauer"], "bauer"),
            (&["Baur"], "baur"),
            (&["GROẞ", "groß", "Gross"], "gross"),
            (&["Çelik", "Celik"], "celik"),
            (&["Şahin", "Șahin", "SAHIN"], "sahin"),
            (&["Łukaszewicz"], "lukaszewicz"),
            (&["Sørensen", "Sorensen"], "sorensen"),
            (&["René", "Rene", "RENÉ"], "rene"),
            (&["Kučera"], "kucera"),
            (&["İnan", "Inan", "ınan"], "inan"),
            (&["Ærø", "Aero"], "aero"),
            (&["Þór"], "thor"),
            (&["Nguyễn", "Nguye\u{302}\u{303}n", "NGUYEN", "Nguy\u{1ec5}n"], "nguyen"),
            (&["Trương", "Truong"], "truong"),
            (&["Phạm Văn Ân", "Pham Van An"], "pham van an"),
            (&["Đặng", "Dang"], "dang"),
            (&["Ağaoğlu", "AĞAOĞLU", "Agaoglu"], "agaoglu"),
            (&["Yıldız", "YILDIZ", "Yildiz"], "yildiz"),
            (&["Wałęsa", "Walesa"], "walesa"),
            (&["Żółć", "Zolc"], "zolc"),
            (&["Ştefăniţă", "Ștefăniță", "Stefanita"], "stefanita"),
            (&["Gabrielė", "Gabriele"], "gabriele"),
            (&["Abu ʿAlī", "Abu Ali", "Abu ‘Alī"], "abu ali"),
            (&["Ma\u{308}kela\u{308}", "Mäkelä", "Maekelae"], "maekelae"),
            (&["Lǚ", "Lü", "Lue"], "lue"),
            (&["ﬁscher", "Fischer", "Ｆｉｓｃｈｅｒ"], "fischer"),
            (&["Müller\u{200b}", "Mül\u{ad}ler", "\u{feff}Müller"], "mueller"),
            (&["Karl\u{a0}Heinz", "Karl\u{2011}Heinz", "Karl_Heinz", "Karl/Heinz", "Karl\u{2009}Heinz"], "karl heinz"),
            (&["Иванов", "ИВАНОВ"], "иванов"),
            (&["Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"], "παπαδοπουλοσ"),
            (&["O'Brien", "O’Brien", "OBrien", "OʼBrien", "O´Brien", "O`Brien", "O‘Brien", "O′Brien"], "obrien"),
            (&["  Karl -  Heinz ", "Karl-Heinz", "Karl Heinz", "Karl–Heinz"], "karl heinz"),
            (&["K.-H.", "K. H."], "k h"),
            (&["12/3"], "12 3"),
            (&["-", " . ", ""], ""),
        ],
    );
}

#[test]
fn titles_and_prefixes_are_taken_off_names() {
    gleich(
        name,
        &[
            (&["Dr. Müller", "Prof.Dr.med. Müller", "Dr.-Ing. Müller", "Dipl-Ing Müller", "Müller, Dr."], "mueller"),
            (&["von der Heide", "Heide, von der", "v. d. Heide", "HEIDE", "vd Heide"], "heide"),
            (&["van der Meer", "Meer", "Meer, van der"], "meer"),
            (&["Freiherr von und zu Guttenberg", "Frhr. v. Guttenberg", "Guttenberg"], "guttenberg"),
            (&["Graf Müller", "Müller", "Gräfin von Müller"], "mueller"),
            (&["Graf", "Dr. Graf", "von Graf"], "graf"),
            (&["Vonderheide"], "vonderheide"),
            (
                &["Müller jun.", "Müller sen.", "Herr Müller", "Frau Dr. Müller", "Müller, M.A.", "Müller B.Sc."],
                "mueller",
            ),
            (&["RA Müller", "PD Dr. Müller", "Dipl.-Ing. Müller", "Müller, Dipl.-Ing. (FH)", "Müller,Dr."], "mueller"),
            (&["Dr. h.c. Müller", "Müller, LL.M.", "Müller Ph.D."], "mueller"),
            (&["Meyer geb. Schulze", "Meyer (geb. Schulze)", "Meyer, geborene Schulze"], "meyer schulze"),
            (&["Herr"], "herr"),
            (&["Müller-Herr", "Herr-Müller"], "herr mueller"),
            (&["Junker", "Frau Junker"], "junker"),
            (&["Dr."], "dr"),
            (&["von"], "von"),
            (&["von der"], "der"),
            (&[""], ""),
        ],
    );
}

#[test]
fn parts_of_double_names_stand_in_one_order() {
    gleich(
        name,
        &[
            (&["Meyer-Schulze", "Meyer Schulze", "Schulze-Meyer", "SCHULZE - MEYER"], "meyer schulze"),
            (&["Müller-Graf", "Graf-Müller", "Müller Graf"], "graf mueller"),
            (&["Müller-von der Heide", "Heide-Müller", "von der Heide-Müller"], "heide mueller"),
            (&["Meyer"], "meyer"),
            (&["Meyerschulze"], "meyerschulze"),
        ],
    );
}

#[test]
fn streets_have_one_spelling() {
    gleich(
        strasse,
        &[
            (
                &["Hauptstraße 5", "Haupt Str. 5", "Hauptstr.5", "HAUPTSTRASSE 5", "Haupt-Straße 5", "hauptstr 5"],
                "hauptstrasse 5",
            ),
            (&["Marktplatz 3", "Marktpl. 3", "Markt-Platz 3", "Markt Pl. 3"], "marktplatz 3"),
            (&["Platz der Republik 1", "Pl. der Republik 1"], "platz der republik 1"),
            (&["Hauptstraße 12 a", "Hauptstraße 12A", "Hauptstr. 12a"], "hauptstrasse 12a"),
            (&["Hauptstraße 12-14", "Hauptstraße 12/14", "Hauptstr. 12 - 14", "Hauptstr. 12–14"], "hauptstrasse 12 14"),
            (&["Hauptstraße 12"], "hauptstrasse 12"),
            (&["Hauptstraße 1214"], "hauptstrasse 1214"),
            (
                &["Straße des 17. Juni 135", "Str. des 17.Juni 135", "STRASSE DES 17 JUNI 135"],
                "strasse des 17 juni 135",
            ),
            (&["Große-Gasse 59", "Große Gasse 59"], "grosse gasse 59"),
            (&["Q7, 12", "Q 7, 12"], "q 7 12"),
            (&["Lindenweg 3"], "lindenweg 3"),
            (&[""], ""),
        ],
    );
}

#[test]
fn towns_keep_their_additions_in_one_spelling() {
    gleich(
        ort,
        &[
            (
                &[
                    "Frankfurt/Main",
                    "Frankfurt (Main)",
                    "Frankfurt am Main",
                    "FRANKFURT A. M.",
                    "Frankfurt a.M.",
                    "Frankfurt, Main",
                ],
                "frankfurt main",
            ),
            (&["Frankfurt (Oder)", "Frankfurt/O.", "Frankfurt an der Oder", "Frankfurt a. d. O."], "frankfurt oder"),
            (&["Frankfurt"], "frankfurt"),
            (&["Halle (Saale)", "Halle/S.", "Halle Saale", "Halle an der Saale"], "halle saale"),
            (&["Halle (Westf.)", "Halle/Westfalen"], "halle westfalen"),
            (&["Freiburg im Breisgau", "Freiburg i. Br.", "Freiburg/Breisgau"], "freiburg breisgau"),
            (&["Rothenburg ob der Tauber", "Rothenburg o. d. T."], "rothenburg tauber"),
            (&["St. Georgen", "Sankt Georgen"], "sankt georgen"),
            (&["Neu-Ulm", "Neu Ulm"], "neu ulm"),
            (&["Ulm"], "ulm"),
            (&["Köln", "KOELN"], "koeln"),
            (&["Am Mellensee"], "am mellensee"),
            (&["", "-"], ""),
        ],
    );
}

#[test]
fn a_normal_form_is_its_own_normal_form() {
    for text in ["Dr. von der Heide-Müller", "Haupt Str. 12 a", "Frankfurt a. M.", "Markt-Pl. 1", "Straße des 17. Juni"]
    {
        for normalform in [falte, name, strasse, ort] {
            let einmal = normalform(text);
            assert_eq!(normalform(&einmal), einmal, "{text:?}");
        }
    }
}

#[test]
fn titles_are_taken_off_first_names() {
    gleich(
        vorname,
        &[
            (
                &["Karl", "Dr. Karl", "Herr Karl", "Karl, Dr.", "Karl jun.", "Karl M.A.", "Karl, Dipl.-Ing.", "KARL"],
                "karl",
            ),
            (&["Karl von", "Karl Graf von", "Karl Freiherr von und zu"], "karl"),
            (&["Karl-Heinz", "Karl Heinz", "Prof. Karl Heinz"], "karl heinz"),
            (&["An"], "an"),
            (&["Van Anh"], "van anh"),
            (&["M. A."], "m a"),
            (&["Dr."], "dr"),
            (&[""], ""),
        ],
    );
}

#[test]
fn texts_are_compared_as_far_as_the_register_holds_them() {
    let lang = "Hohenstein-Waldburg-Zeilingenau";
    assert_eq!(name_im_feld(lang), name("Hohenstein-Waldburg-Zeiling"));
    assert_eq!(vorname_im_feld("Maria Magdalena Theresia"), vorname("Maria Magdalena"));
    let strasse_lang = "Bürgermeister-Doktor-Hermann-Müller-Straße 5";
    assert_eq!(strasse_im_feld(strasse_lang), strasse("Bürgermeister-Doktor-Hermann-M"));
    assert_eq!(ort_im_feld("  Ulm "), "ulm");
}
