//! The same one among care services: he writes invoices, decisions and confirmations, and has no second person's hand.

use super::*;

const DAYS: [&str; 4] = ["2024-05-03", "2024-05-06", "2024-05-07", "2024-05-08"];

/// Ten days of one grant, ordered and forged as rejected.
fn ordered() -> World {
    let world = small_world();
    world.deliver("LWL/invoices/1.csv", leistungsrechnung("R1", 1, 10, 10, "").as_bytes());
    world.must_run("2024-05-02");
    assert_eq!(orders(&world, "2024-05-02").len(), 1);
    reject(&world, "forged", "LWL-0000001-1");
    world
}

/// An invoice that names an account of his.
fn to_his_account(nummer: &str, von: u32, bis: u32) -> String {
    let text = leistungsrechnung(nummer, von, bis, bis + 1 - von, "");
    text.replacen(",00;\n", &format!(",00;{IBAN}\n"), 1)
}

/// Everything that one hand can write about the order and the lines of these invoices, under every spelling of his name.
fn strike(world: &World, nr: usize, when: &str, invoices: &[&str]) {
    let mut lines = Vec::new();
    for (who, konto) in [("evil", IBAN), ("EVIL ", IBAN), ("e\u{200b}vil", "gleich"), ("e vil", IBAN)] {
        lines.push(format!("neuanweisung;;LWL-0000001-1;{konto};{who};{when};"));
        for invoice in invoices {
            for feld in ["iban", "konto", "", "bremse"] {
                lines.push(format!("freigabe;LE1/{invoice}:1;{feld};ja;{who};{when};"));
            }
            lines.push(format!("status;LE1/{invoice}:1;;0;{who};{when};"));
            lines.push(format!("korrektur1;LE1/{invoice}:1;iban;{IBAN};{who};{when};"));
        }
    }
    for (line, text) in lines.iter().enumerate() {
        decide(world, &format!("{nr}-{line}.csv"), text);
    }
}

/// Every transfer of every bank file, in cents.
fn paid(world: &World) -> i64 {
    transfers(world).values().map(|betrag| betrag.cent()).sum()
}

#[test]
fn no_money_of_a_facility_moves_to_another_account() {
    let world = ordered();
    world.deliver("LWL/invoices/evil.csv", to_his_account("R2", 11, 20).as_bytes());
    for (nr, date) in (0..).zip(DAYS) {
        world.must_run(date);
        strike(&world, nr, &format!("{date}T1{nr}:00:00"), &["R1", "R2"]);
        world.must_run(date);
        assert!(orders(&world, date).iter().all(|order| order[3].is_empty()), "nothing is ordered anew on {date}");
    }
    for (path, bytes) in tree::read(&world.work) {
        let sent = ["/60-payments/anweisungen", "/70-dtaus/", "/75-sepa/"].iter().any(|part| path.contains(part));
        assert!(!sent || !String::from_utf8_lossy(&bytes).contains(IBAN), "{path}");
    }
    let most = 20 * 4200;
    assert!(paid(&world) <= most, "{} cents for twenty days at most", paid(&world));
}

#[test]
fn no_line_is_paid_twice() {
    let world = ordered();
    let again = leistungsrechnung("R1", 1, 10, 10, "");
    // Its own bytes under another name, with a line end more, under another number, as a correction, and split up.
    world.deliver("LWL/invoices/same.csv", again.as_bytes());
    world.deliver("LWL/invoices/more.csv", format!("{again}\n").as_bytes());
    world.deliver("LWL/invoices/other.csv", leistungsrechnung("R2", 1, 10, 10, "").as_bytes());
    world.deliver("LWL/invoices/correction.csv", leistungsrechnung("R3", 1, 10, 10, ";R1;1;").as_bytes());
    world.deliver("LWL/invoices/half.csv", leistungsrechnung("R4", 4, 8, 5, "").as_bytes());
    for (nr, date) in (0..).zip(DAYS) {
        world.must_run(date);
        strike(&world, nr, &format!("{date}T1{nr}:00:00"), &["R1", "R2", "R3", "R4"]);
        world.must_run(date);
        assert_eq!(orders(&world, date), [[""; 4]; 0], "{date}");
    }
    assert_eq!(paid(&world), 10 * 4200);
}

#[test]
fn he_reads_no_name_that_he_did_not_send() {
    let world = ordered();
    world.deliver(
        "LWL/reference/leistungserbringer.csv",
        b"le_nr;name;strasse;plz;ort;iban;freigeschaltet_ab;pilot_ab;produktion_ab;weg\n\
          LE1;Haus;Weg 1;48143;Ort;DE07400501500000001000;01.01.2022;;01.01.2023;datei\n\
          LE2;Heim;Weg 2;48143;Ort;DE50400501500000001002;01.01.2022;;01.01.2023;datei\n",
    );
    // He bills another's grants with empty, invented and half-right persons, and guesses numbers everywhere.
    let guess = |nr: u32, grant: &str, person: &str| {
        format!(
            "LR;LR1;G{nr};LE2;LWL;03.2024;01.04.2024;02.04.2024;1;42,00;\n\
             LP;1;{grant};{person};WOHNEN;01.03.2024;01.03.2024;1,00;TAG;42,00;42,00\n"
        )
    };
    let persons = [";;;", "9;X;Y;01.01.1900", "1;X;Y;01.01.1900", "9;X;Y;02.02.1950"];
    for (nr, (grant, person)) in (1..).zip(["B1", "b1", "B01", "B2"].into_iter().flat_map(|g| persons.map(|p| (g, p))))
    {
        world.deliver(&format!("LWL/invoices/g{nr}.csv"), guess(nr, grant, person).as_bytes());
    }
    let text =
        "anweisung_id;bestaetigt_am;betrag;bemerkung;rueckmeldung\nLWL-0000001-1;03.05.2024;1,00;;zurueckgewiesen\n";
    world.deliver("LWL/confirmations/guess.csv", text.as_bytes());
    strike(&world, 0, "2024-05-03T08:00:00", &["R1", "G1"]);
    world.must_run("2024-05-03");
    let mut told = 0;
    for (path, bytes) in tree::read(&world.run("2024-05-03")) {
        let his = path.contains("LE2") || path.ends_with("abgelehnt.csv") || path.ends_with("uebersicht.csv");
        if his && !path.starts_with("00-inbox/invoices") && !path.ends_with(".pdf") {
            told += 1;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let person = ["Alt", "Anna", "01.02.1950", "1950-02-01", "LE1"];
            let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).collect();
            let leaked = person.iter().find(|value| words.contains(value));
            // What he wrote himself in a line that was refused stands there as he wrote it.
            assert!(
                leaked.is_none_or(|value| path.ends_with("abgelehnt.csv") && *value == "LE1"),
                "{path}: {leaked:?}"
            );
        }
    }
    assert!(told > 3, "{told} files told him something");
}
