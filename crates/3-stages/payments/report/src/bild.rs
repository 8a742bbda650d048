//! Charts as SVG within the page.
//!
//! `plotters` draws them: where ticks stand, how long labels are and how bars share their room is not our trade, and its
//! SVG needs no script and no typeface of its own. It knows no style sheet, so the few colours that it is given are
//! exchanged for those of the page, which differ between light and dark. Series have the colours of Okabe and Ito, which
//! are told apart with every kind of colour vision, and each bar has its value in the table below the chart.

use plotters::coord::Shift;
use plotters::prelude::*;

/// One series of a chart: its name and a value for each bar, in the unit of the chart.
#[derive(Clone, Debug)]
pub struct Reihe {
    /// Name in the legend.
    pub name: &'static str,
    /// One value for each bar.
    pub werte: Vec<i64>,
}

/// How values are written at the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Einheit {
    /// Cents, written as whole euro.
    Euro,
    /// Things counted.
    Anzahl,
}

const SCHRIFT: RGBColor = RGBColor(1, 1, 1);
const GITTER: RGBColor = RGBColor(2, 2, 2);
const REIHEN: [RGBColor; 3] = [RGBColor(0, 114, 178), RGBColor(230, 159, 0), RGBColor(0, 158, 115)];
/// What a colour that plotters writes is exchanged for.
const FARBEN: [(&str, &str); 5] = [
    ("#010101", "currentColor"),
    ("#020202", "var(--gitter)"),
    ("#0072B2", "var(--reihe1)"),
    ("#E69F00", "var(--reihe2)"),
    ("#009E73", "var(--reihe3)"),
];
const BREITE: u32 = 1000;
const JE_BALKEN: u32 = 26;
const BESCHRIFTUNG: i32 = 270;

type Leinwand<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Bars that lie one below the other, the series of one bar end to end. None of nothing.
pub fn balken(was: &str, namen: &[String], reihen: &[Reihe], einheit: Einheit) -> Option<String> {
    let summe = |nr: usize| reihen.iter().map(|reihe| reihe.werte[nr].max(0)).sum::<i64>();
    let laengste = (0..namen.len()).map(summe).max().filter(|laengste| *laengste > 0)?;
    let hoehe = 64 + JE_BALKEN * namen.len() as u32;
    let mut svg = String::new();
    {
        let leinwand = SVGBackend::with_string(&mut svg, (BREITE, hoehe)).into_drawing_area();
        zeichne(&leinwand, namen, reihen, einheit, laengste).and_then(|()| leinwand.present()).ok()?;
    }
    Some(fuer_die_seite(&svg, was))
}

fn zeichne(
    leinwand: &Leinwand<'_>,
    namen: &[String],
    reihen: &[Reihe],
    einheit: Einheit,
    laengste: i64,
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let schrift = ("sans-serif", 15).into_font().color(&SCHRIFT);
    let mut bild = ChartBuilder::on(leinwand)
        .margin_right(40)
        .margin_top(30)
        .x_label_area_size(30)
        .y_label_area_size(BESCHRIFTUNG)
        .build_cartesian_2d(0..laengste + laengste / 20 + 1, (0..namen.len() as i32).into_segmented())?;
    let achse = |wert: &i64| match einheit {
        Einheit::Euro => tausender(wert / 100),
        Einheit::Anzahl => tausender(*wert),
    };
    // The first bar stands at the top.
    let stelle = |nr: usize| (namen.len() - 1 - nr) as i32;
    let name = |wert: &SegmentValue<i32>| match wert {
        SegmentValue::CenterOf(stelle) => {
            let nr = namen.len().checked_sub(1 + *stelle as usize);
            nr.map_or_else(String::new, |nr| gekuerzt(&namen[nr]))
        }
        SegmentValue::Exact(_) | SegmentValue::Last => String::new(),
    };
    bild.configure_mesh()
        .disable_y_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GITTER)
        .axis_style(GITTER)
        .x_labels(6)
        .y_labels(namen.len())
        .x_label_formatter(&achse)
        .y_label_formatter(&name)
        .label_style(schrift.clone())
        .draw()?;
    for nr in 0..namen.len() {
        let mut ab = 0;
        for (reihe, farbe) in reihen.iter().zip(REIHEN) {
            let bis = ab + reihe.werte[nr].max(0);
            let (unten, oben) = (SegmentValue::Exact(stelle(nr)), SegmentValue::Exact(stelle(nr) + 1));
            let mut kasten = Rectangle::new([(ab, unten), (bis, oben)], farbe.filled());
            kasten.set_margin(4, 4, 0, 0);
            bild.draw_series([kasten])?;
            ab = bis;
        }
    }
    legende(leinwand, reihen, &schrift)
}

fn legende(
    leinwand: &Leinwand<'_>,
    reihen: &[Reihe],
    schrift: &TextStyle<'_>,
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let mut x = BESCHRIFTUNG;
    for (reihe, farbe) in reihen.iter().zip(REIHEN) {
        leinwand.draw(&Rectangle::new([(x, 8), (x + 12, 20)], farbe.filled()))?;
        leinwand.draw(&Text::new(reihe.name, (x + 18, 7), schrift.clone()))?;
        x += 44 + 9 * reihe.name.chars().count() as i32;
    }
    Ok(())
}

fn fuer_die_seite(svg: &str, was: &str) -> String {
    let mut svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{was}\" "), 1);
    for (farbe, eigene) in FARBEN {
        svg = svg.replace(farbe, eigene);
    }
    svg
}

/// A name as long as there is room for.
fn gekuerzt(name: &str) -> String {
    const ZEICHEN: usize = 32;
    if name.chars().count() <= ZEICHEN {
        return name.to_owned();
    }
    name.chars().take(ZEICHEN - 1).chain(['…']).collect()
}

fn tausender(zahl: i64) -> String {
    let euro = domain::Betrag::aus_cent(zahl * 100).deutsch();
    euro.strip_suffix(",00").unwrap_or(&euro).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_names_and_the_colours_of_the_page() {
        let reihen = [Reihe { name: "Netto", werte: vec![123_456, 100] }];
        let svg =
            balken("Netto je Rechnungssteller", &["A & B".into(), "C".into()], &reihen, Einheit::Euro).expect("bars");
        assert!(svg.contains("A &amp; B") && svg.contains("var(--reihe1)") && svg.contains("currentColor"), "{svg}");
        assert!(svg.contains("1.000") && !svg.contains("#0072B2"), "{svg}");
    }

    #[test]
    fn nothing_has_no_chart() {
        assert_eq!(balken("nichts", &[], &[], Einheit::Anzahl), None);
        assert_eq!(balken("0", &["A".into()], &[Reihe { name: "x", werte: vec![0] }], Einheit::Anzahl), None);
    }

    #[test]
    fn long_names_are_cut_visibly() {
        assert_eq!(gekuerzt(&"x".repeat(40)).chars().count(), 32);
        assert!(gekuerzt(&"x".repeat(40)).ends_with('…'));
    }
}
