//! The published samples, whole and damaged: bundles as strangers send them.

use std::fs;
use std::path::PathBuf;

use testkit::world::World;

use super::columns;

/// A day after all samples of those years.
const DAY: &str = "2023-09-01";
const BILLERS: &str = "ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n\
                       308400023;Zentrum Nord;Weg 1;70173;Stuttgart;;;1162268;29090605;01.01.2000;\n\
                       987654321;Zentrum Sued;Weg 1;70173;Stuttgart;;;1162268;29090605;01.01.2000;\n";

fn samples(folder: &str) -> Option<Vec<PathBuf>> {
    let folder = muster::shared(&format!("erezept/{folder}"))?;
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    Some(paths)
}

/// What stands in the first attribute `value` behind that text.
fn value<'t>(text: &'t str, behind: &str) -> &'t str {
    let (_, rest) = text.split_once(behind).expect(behind);
    rest.split("<value value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value")
}

/// A world of the payer that the bundle is made out to.
fn world(bundle: &str) -> World {
    let ik = value(bundle, "TA7_IK_Kostentraeger\"");
    let mut world = World::new();
    world.configure(&[("120991009", ik)]);
    world.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
    world
}

#[test]
fn every_published_bundle_goes_through_the_chain() {
    for folder in ["ta7-2021", "ta7-2023"] {
        let Some(paths) = samples(folder) else { return };
        for path in paths {
            let bundle = fs::read_to_string(&path).expect("a text");
            let world = world(&bundle);
            world.deliver("BG28/invoices/bundle.xml", bundle.as_bytes());
            world.must_run(DAY);
            let refused = columns(&world, DAY, "20-invoices/abgelehnt.csv", ["grund"]);
            assert!(refused.is_empty(), "{}: {refused:?}", path.display());
            let rows = columns(&world, DAY, "20-invoices/rezepte.csv", ["pic_nr", "arzt_unterschrift", "bild"]);
            assert_eq!(rows.len(), 1, "{}", path.display());
            assert_eq!(rows[0][..2], ["823000000001", "ja"].map(str::to_owned), "{}", path.display());
            assert!(bundle.contains(&format!("<value value=\"{}\"", rows[0][2])), "{}: its own ID", path.display());
            let verdicts = columns(&world, DAY, "50-stage2/urteile.csv", ["pic_nr", "klasse"]);
            assert_eq!(verdicts.len(), 1, "{}: {verdicts:?}", path.display());
        }
    }
}

#[test]
fn placeholders_of_new_profiles_are_refused_by_name_and_read_with_their_loose_documents() {
    let Some(paths) = samples("loose-2025") else { return };
    let day = "2025-12-01";
    for path in paths.iter().filter(|path| path.to_string_lossy().ends_with("_TA7_Rechnung_Bundle.xml")) {
        let bundle = fs::read_to_string(path).expect("a text");
        let (alone, beside) = (world(&bundle), world(&bundle));
        alone.deliver("BG28/invoices/bundle.xml", bundle.as_bytes());
        alone.must_run(day);
        let refused = columns(&alone, day, "20-invoices/abgelehnt.csv", ["feld", "grund"]);
        assert_eq!(refused.len(), 1, "{}: {refused:?}", path.display());
        assert_eq!(refused[0][0], "Verordnung", "{}", path.display());
        assert!(refused[0][1].contains("placeholder"), "{}: {refused:?}", path.display());
        beside.deliver("BG28/invoices/one/bundle.xml", bundle.as_bytes());
        for kind in ["VerordnungArzt", "eAbgabedaten"] {
            let name = path.to_string_lossy().replace("TA7_Rechnung_Bundle", kind);
            beside.deliver(&format!("BG28/invoices/one/{kind}.xml"), &fs::read(name).expect("a document"));
        }
        beside.must_run(day);
        let refused = columns(&beside, day, "20-invoices/abgelehnt.csv", ["datei", "grund"]);
        if path.to_string_lossy().contains("Rez_Nr1_Freitext") {
            // Its prescription has another E-Rezept-ID than bundle and dispensing: all three are refused by name.
            let names: Vec<_> = refused.iter().map(|[name, _]| name.as_str()).collect();
            assert_eq!(names, ["one/VerordnungArzt.xml", "one/bundle.xml", "one/eAbgabedaten.xml"]);
            continue;
        }
        assert!(refused.is_empty(), "{}: {refused:?}", path.display());
        let rows = columns(&beside, day, "20-invoices/rezepte.csv", ["pic_nr", "arzt_unterschrift"]);
        assert_eq!(rows, [["825000000001", "nein"].map(str::to_owned)], "{}", path.display());
    }
}
