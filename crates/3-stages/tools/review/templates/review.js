'use strict';
(() => {
  const daten = JSON.parse(document.getElementById('daten').textContent);
  const $ = (id) => document.getElementById(id);
  const SEITE = 40;
  const schluessel = (a) => [a.art, a.pic_nr, a.feld || '', a.beleg_id || '', a.ordner].join('|');
  const aufgaben = daten.aufgaben.map((a, nr) => ({ ...a, nr, id: schluessel(a) }));
  const kandidaten = daten.kandidaten;
  const ablage = 'zahlbar-pruefliste-' + daten.kennung;

  // ---- The state: what was decided, in order. It lives in this browser alone until it is saved as a file.
  let log = [];
  let aktuell = 0;
  let seite = 0;
  let auswahl = [];

  function merke() {
    try {
      localStorage.setItem(ablage, JSON.stringify({ log, bearbeiter: $('bearbeiter').value, nr: aktuell }));
    } catch { /* A browser without storage keeps the state until the page is closed. */ }
  }
  function erinnere() {
    try {
      const alt = JSON.parse(localStorage.getItem(ablage) || 'null');
      const bekannt = new Set(aufgaben.map((a) => a.id));
      if (alt) {
        log = alt.log.filter((e) => bekannt.has(e.id));
        $('bearbeiter').value = alt.bearbeiter || '';
        aktuell = Math.min(alt.nr || 0, Math.max(aufgaben.length - 1, 0));
      }
    } catch { log = []; }
  }
  const stand = () => {
    const je = new Map();
    for (const e of log) {
      if (e.wert === 'zurück') je.delete(e.id); else je.set(e.id, e);
    }
    return je;
  };
  let entschieden = new Map();

  // ---- Small helpers. Text only ever becomes text.
  function bau(name, eigenschaften, ...kinder) {
    const teil = document.createElement(name);
    for (const [was, wert] of Object.entries(eigenschaften || {})) {
      if (was === 'class') teil.className = wert;
      else if (was.startsWith('on')) teil.addEventListener(was.slice(2), wert);
      else if (wert === true) teil.setAttribute(was, '');
      else if (wert !== false && wert !== undefined && wert !== null) teil.setAttribute(was, wert);
    }
    teil.append(...kinder.filter((kind) => kind !== null && kind !== undefined && kind !== ''));
    return teil;
  }
  const bdi = (text) => bau('bdi', {}, text);
  const euro = (text) => {
    const [ganze, cent] = String(text).split('.');
    return ganze.replace(/\B(?=(\d{3})+(?!\d))/g, '.') + ',' + (cent || '00');
  };
  const cent = (text) => Math.round(Number(text || 0) * 100);
  const vonCent = (zahl) => euro((zahl / 100).toFixed(2));
  const deutsch = (tag) => (tag ? tag.split('-').reverse().join('.') : '');
  const person = (name) => name.toLowerCase().replace(/[\s\u200b-\u200f\ufeff]/g, '').replaceAll('ß', 'ss');
  const faellig = (a) => Boolean(a.anweisungsdatum) && a.anweisungsdatum <= daten.datum;
  const ARTEN = { korrektur1: 'Erstkorrektur', korrektur2: 'Zweitkorrektur', zuordnung: 'Zuordnung', status: 'Status', freigabe: 'Freigabe' };
  const artName = (art) => ARTEN[art] || art;

  function melde(text, fehler) {
    const meldung = $('meldung');
    meldung.textContent = text;
    meldung.className = fehler ? 'meldung fehler' : 'meldung';
    meldung.hidden = !text;
  }

  // ---- The queue.
  function passt(a) {
    const suche = $('suche').value.trim().toLowerCase();
    const text = [a.pic_nr, a.name, a.vorname, a.rechnungsnummer, a.beleg_id, a.rechnungssteller, a.aufgabe, a.feld];
    return (!$('art').value || a.art === $('art').value)
      && (!$('steller').value || a.rechnungssteller === $('steller').value)
      && (!$('offene').checked || !entschieden.has(a.id))
      && (!$('heute').checked || faellig(a))
      && (!$('zweite').checked || Boolean(a.wartet))
      && (!suche || text.some((t) => t && t.toLowerCase().includes(suche)));
  }
  function filtere() {
    entschieden = stand();
    auswahl = aufgaben.filter(passt);
    seite = Math.max(0, Math.min(seite, Math.ceil(auswahl.length / SEITE) - 1));
    zeigeListe();
    zaehle();
  }
  function zeigeListe() {
    const teil = auswahl.slice(seite * SEITE, (seite + 1) * SEITE);
    $('liste').replaceChildren(...teil.map((a) => {
      const wahl = entschieden.get(a.id);
      const eilig = faellig(a) && !wahl;
      return bau('li', {}, bau('button', { type: 'button', 'data-nr': a.nr, 'aria-current': a.nr === aktuell ? 'true' : null, onclick: () => gehe(a.nr) },
        bau('span', { class: 'kopf' },
          bau('span', {}, artName(a.art) + (a.feld ? ': ' + a.feld : '')),
          bau('span', { class: eilig ? 'eilig' : '' }, (eilig ? '⚠ ' : '') + deutsch(a.anweisungsdatum))),
        bau('span', { class: 'zeile' }, bdi([a.name, a.vorname].filter(Boolean).join(', ') || a.pic_nr)),
        bau('span', { class: 'zeile' }, (a.brutto ? euro(a.brutto) + ' EUR' : 'Betrag unbekannt') + (a.rabatt ? ' · Rabatt ' + euro(a.rabatt) : '')),
        wahl ? bau('span', { class: 'zeile entschieden' }, '✓ ', bdi(anzeige(wahl)), ' · ', bdi(wahl.bearbeiter)) : ''));
    }));
    const seiten = Math.max(1, Math.ceil(auswahl.length / SEITE));
    $('seite').textContent = `${auswahl.length} Aufgaben, Seite ${seite + 1} von ${seiten}`;
    $('davor').disabled = seite === 0;
    $('danach').disabled = seite + 1 >= seiten;
  }
  function zaehle() {
    const offen = aufgaben.filter((a) => !entschieden.has(a.id));
    const heute = offen.filter(faellig);
    // The discount hangs on the prescription: two tasks about one count it once.
    const rabatte = new Map(heute.map((a) => [a.beleg_id + '|' + a.pic_nr, cent(a.rabatt)]));
    const rabatt = [...rabatte.values()].reduce((summe, wert) => summe + wert, 0);
    const ungesichert = log.filter((e) => !e.gespeichert).length;
    $('zaehler').replaceChildren(
      heute.length ? bau('span', { class: 'eilig' }, `noch ${heute.length} bis 12:00 Uhr, ${vonCent(rabatt)} EUR Rabatt`) : 'nichts mehr heute fällig',
      ` · ${offen.length} von ${aufgaben.length} offen` + (ungesichert ? ` · ${ungesichert} nicht gespeichert` : ''));
    $('rueckgaengig').disabled = log.length === 0;
    $('speichern').disabled = log.length === 0;
  }
  function gehe(nr) {
    aktuell = nr;
    const stelle = auswahl.findIndex((a) => a.nr === nr);
    if (stelle >= 0) seite = Math.floor(stelle / SEITE);
    zeigeListe();
    zeigeAufgabe();
    merke();
  }
  function schritt(weite) {
    const stelle = auswahl.findIndex((a) => a.nr === aktuell);
    const ziel = stelle >= 0 ? stelle + weite : auswahl.findIndex((a) => a.nr > aktuell);
    const naechste = auswahl[Math.max(0, Math.min(ziel, auswahl.length - 1))];
    if (naechste) gehe(naechste.nr);
  }

  // ---- One task.
  const BLATT = [['name', 'Name'], ['vorname', 'Vorname'], ['geb_datum', 'geboren'], ['anschrift', 'Anschrift'], ['unf_datum', 'Unfall'],
    ['unfallbetrieb', 'Unfallbetrieb'], ['aktenzeichen', 'Aktenzeichen'], ['vo_datum', 'verordnet'], ['abgabe_datum', 'abgegeben'],
    ['arzt_und_apotheke', 'Arzt · Apotheke'], ['artikelzeilen', 'Artikel'], ['erste_rechnung', 'erste Rechnung']];
  const RECHNUNG = [['rechnungssteller', 'Rechnungssteller'], ['rechnungsnummer', 'Rechnung'], ['beleg_id', 'Beleg'], ['pic_nr', 'Bildnummer'], ['bild', 'Bild']];
  function beschreibung(felder, a) {
    const gefragt = (a.feld || '').split(':')[0];
    return bau('dl', {}, ...felder.filter(([feld]) => a[feld]).flatMap(([feld, name]) => {
      const klasse = feld === gefragt ? ' gefragt' : '';
      const unbekannt = a[feld] === '?';
      return [bau('dt', { class: klasse }, name),
        bau('dd', { class: 'lang' + klasse + (unbekannt ? ' unbekannt' : '') }, unbekannt ? '? nicht erkannt' : bdi(a[feld]))];
    }));
  }
  const werte = (a) => (a.werte ? a.werte.split(' | ') : []);
  const anzeige = (e) => (e.art === 'status' ? 'Status ' + e.wert : e.wert);

  function zeigeAufgabe() {
    const a = aufgaben[aktuell];
    const haupt = $('aufgabe');
    if (!a) {
      haupt.replaceChildren(bau('h2', {}, 'Keine Aufgaben'), bau('p', {}, 'In diesem Lauf wartet nichts auf eine Person.'));
      zeigeBild(null);
      return;
    }
    const wahl = entschieden.get(a.id);
    const eigene = kandidaten[a.beleg_id + '|' + a.pic_nr] || [];
    haupt.replaceChildren(...[
      bau('h2', {}, artName(a.art) + (a.feld ? ': ' + a.feld : '')),
      bau('p', { class: 'frage lang' }, bdi(a.aufgabe)),
      bau('ul', { class: 'marken' },
        a.anweisungsdatum ? bau('li', { class: faellig(a) ? 'eilig' : '' }, (faellig(a) ? '⚠ fällig bis ' : 'anzuweisen bis ') + deutsch(a.anweisungsdatum) + ', 12:00 Uhr') : '',
        bau('li', {}, a.brutto ? 'Brutto ' + euro(a.brutto) + ' EUR' : 'Brutto nicht erkannt'),
        a.rabatt ? bau('li', {}, 'Rabatt ' + euro(a.rabatt) + ' EUR') : '',
        a.wartet ? bau('li', { class: 'eilig' }, 'wartet auf zweite Person nach ', bdi(a.wartet)) : ''),
      wahl ? bau('p', { class: 'getroffen', role: 'status' }, '✓ ', bdi(anzeige(wahl)), ', entschieden von ', bdi(wahl.bearbeiter), ' am ' + deutsch(wahl.zeitpunkt.slice(0, 10)) + ' um ' + wahl.zeitpunkt.slice(11, 16) + (wahl.gespeichert ? ' · gespeichert' : '')) : null,
      eigene.length ? vergleich(a, eigene, wahl) : null,
      auswahlTeil(a, eigene, wahl),
      a.folgen ? bau('div', { class: 'folge' }, bau('h3', {}, 'Was folgt'), bau('ul', {}, ...a.folgen.split(' · ').map((f) => bau('li', {}, bdi(f))))) : null,
      bau('h3', {}, 'Auf dem Blatt'), beschreibung(BLATT, a),
      bau('h3', {}, 'Rechnung'), beschreibung(RECHNUNG, a),
    ].filter(Boolean));
    zeigeBild(a);
  }

  function waehlknopf(a, wert, taste, text, wahl) {
    const gewaehlt = wahl && wahl.wert === wert && wahl.art === a.art;
    return bau('button', { type: 'button', 'data-wert': wert, 'aria-pressed': gewaehlt ? 'true' : 'false', onclick: () => entscheide(a, a.art, wert) },
      bdi(text), taste ? ' ' : '', taste ? bau('kbd', {}, taste) : '');
  }
  function auswahlTeil(a, eigene, wahl) {
    const nummern = new Set(eigene.map((k) => k.aktenzeichen));
    const TASTEN = { keine: 'K', ja: 'J', leer: 'L' };
    const knoepfe = werte(a).filter((wert) => !nummern.has(wert)).map((wert, nr) =>
      waehlknopf(a, wert, TASTEN[wert] || (eigene.length ? '' : String(nr + 1)), wert, wahl));
    if (a.art.startsWith('korrektur') && !werte(a).includes('leer')) knoepfe.push(waehlknopf(a, 'leer', 'L', 'leer: dort steht nichts', wahl));
    if (a.vorschlag) {
      knoepfe.unshift(waehlknopf(a, a.vorschlag, 'V', 'Vorschlag ' + a.vorschlag + (a.vorschlag_weil ? ' (' + a.vorschlag_weil + ')' : ''), wahl));
    }
    const frei = bau('input', { id: 'eingabe', autocomplete: 'off', 'aria-describedby': 'eingabe-form', value: wahl && wahl.art === a.art ? wahl.wert : '' });
    const form = bau('form', { class: 'eingabe', onsubmit: (e) => { e.preventDefault(); entscheide(a, a.art, frei.value.trim()); } },
      bau('label', {}, 'Anderer Wert ', bau('kbd', {}, 'E'), frei), bau('button', { type: 'submit' }, 'Übernehmen'),
      bau('span', { id: 'eingabe-form' }, erwartet(a)));
    const teile = [bau('h3', {}, 'Entscheidung'), bau('div', { class: 'wahl' }, ...knoepfe), form];
    if (a.art !== 'status' && daten.status.length && a.feld !== 'konto' && a.feld !== 'iban') {
      const status = bau('select', { id: 'status' }, bau('option', { value: '' }, 'Status wählen …'),
        ...daten.status.map(([nummer, text]) => bau('option', { value: nummer }, nummer + ' ' + text)));
      teile.push(bau('form', { class: 'eingabe', onsubmit: (e) => { e.preventDefault(); if (status.value) entscheide(a, 'status', status.value); } },
        bau('label', {}, 'Oder endgültiger Status', status), bau('button', { type: 'submit' }, 'Status vergeben')));
    }
    const bemerkung = bau('input', { id: 'bemerkung', autocomplete: 'off', value: wahl ? wahl.bemerkung : '' });
    teile.push(bau('div', { class: 'eingabe' }, bau('label', {}, 'Bemerkung (freiwillig)', bemerkung)));
    return bau('div', {}, ...teile);
  }

  const VERGLEICH = [['name', 'Name'], ['vorname', 'Vorname'], ['geb_datum', 'geboren'], ['unf_datum', 'Unfall'], ['adresse', 'Anschrift'], ['nummer', 'Aktenzeichen']];
  function vergleich(a, eigene, wahl) {
    const paar = (k, feld) => { const text = k[feld] || ''; const i = text.indexOf(' | '); return i < 0 ? ['', text] : [text.slice(0, i), text.slice(i + 3)]; };
    const lesbar = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? deutsch(text) : text);
    const kopf = bau('tr', {}, bau('td', {}), bau('th', { scope: 'col' }, 'Blatt'), ...eigene.map((k, nr) =>
      bau('th', { scope: 'col' }, waehlknopf(a, k.aktenzeichen, nr < 9 ? String(nr + 1) : '', k.aktenzeichen, wahl),
        bau('div', {}, `Stufe ${k.stufe}, ${String(k.punkte).replace('.', ',')} Punkte`))));
    const zeilen = VERGLEICH.map(([feld, name]) => bau('tr', {}, bau('th', { scope: 'row' }, name), bau('td', {}, bdi(lesbar(paar(eigene[0], feld)[0]) || '–')),
      ...eigene.map((k) => {
        const grad = (k[feld + '_punkte'] || '').replace(/ [+-][\d.]+$/, '');
        const gleich = grad.startsWith('identisch');
        const anders = grad.startsWith('verschieden');
        const zeichen = gleich ? '✓ ' : anders ? '✗ ' : grad.startsWith('aehnlich') ? '≈ ' : '– ';
        return bau('td', { class: gleich ? 'gleich' : anders ? 'anders' : '' }, bdi(lesbar(paar(k, feld)[1]) || '–'), bau('span', { class: 'grad' }, zeichen + grad.replace('aehnlich', 'ähnlich')));
      })));
    return bau('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Kandidaten' },
      bau('table', {}, bau('caption', {}, 'Kandidaten, der wahrscheinlichste zuerst'), bau('thead', {}, kopf), bau('tbody', {}, ...zeilen)));
  }

  // ---- Decisions.
  function erwartet(a) {
    const feld = (a.feld || '').split(':')[0];
    if (a.art === 'zuordnung') return 'neun Ziffern oder keine';
    if (a.art === 'status') return 'Nummer eines Status';
    if (/_datum$/.test(feld)) return 'TT.MM.JJJJ';
    if (['brutto', 'taxe', 'zuzahlung', 'noctu', 'schreibgebuehr', 'beschaffungskosten', 'ap_rabatt', 'hs_rabatt'].includes(feld)) return 'Euro mit Komma, zum Beispiel 12,93';
    if (feld === 'pzn') return '7 oder 8 Ziffern';
    return '';
  }
  function einwand(a, art, wert) {
    if (!wert) return 'Kein Wert eingetragen.';
    if (wert === 'zurück' || wert === 'leer') return '';
    const feld = (a.feld || '').split(':')[0];
    const form = (muster, text) => (muster.test(wert) ? '' : `„${wert}“: erwartet ${text}.`);
    if (art === 'zuordnung' && wert !== 'keine') return form(/^\d{9}$/, 'neun Ziffern oder keine');
    if (art === 'freigabe') return form(/^ja$/i, 'ja');
    if (art === 'status') return daten.status.length ? form(/^\d{1,4}$/, 'die Nummer eines Status') : '';
    if (art.startsWith('korrektur')) {
      if (feld === 'unf_datum') return form(/^((\d{2}\.)?\d{2}\.)?\d{4}$/, 'TT.MM.JJJJ, MM.JJJJ oder JJJJ');
      if (/_datum$/.test(feld)) return form(/^\d{2}\.\d{2}\.\d{4}$/, 'TT.MM.JJJJ');
      if (erwartet(a).startsWith('Euro')) return form(/^\d+(,\d{1,2})?$/, erwartet(a));
      if (feld === 'pzn') return form(/^\d{7,8}$/, '7 oder 8 Ziffern');
      if (feld === 'faktor') return form(/^[1-9]\d{0,2}$/, 'eine Zahl von 1 bis 999');
    }
    return '';
  }
  function jetzt() {
    const zwei = (zahl) => String(zahl).padStart(2, '0');
    const uhr = new Date();
    return `${$('tag').value}T${zwei(uhr.getHours())}:${zwei(uhr.getMinutes())}:${zwei(uhr.getSeconds())}`;
  }
  function entscheide(a, art, wert) {
    const wer = $('bearbeiter').value.trim();
    if (!wer) {
      melde('Erst den Namen eintragen: Er steht in jeder Entscheidung.', true);
      $('bearbeiter').focus();
      return;
    }
    if (!$('tag').value) {
      melde('Erst den Tag eintragen, an dem entschieden wird.', true);
      $('tag').focus();
      return;
    }
    if (a.wartet && art === a.art && wert !== 'zurück' && a.wartet.split(', ').map(person).includes(person(wer))) {
      melde('Hier haben Sie schon entschieden. Die zweite Person muss eine andere sein.', true);
      return;
    }
    const falsch = einwand(a, art, wert);
    if (falsch) {
      melde(falsch, true);
      const eingabe = $('eingabe');
      eingabe.setAttribute('aria-invalid', 'true');
      eingabe.focus();
      return;
    }
    const bemerkung = $('bemerkung') ? $('bemerkung').value.trim() : '';
    const eintrag = { id: a.id, art, feld: art === 'status' ? '' : a.feld || '', wert, bearbeiter: wer, zeitpunkt: jetzt(), bemerkung, gespeichert: false };
    // What was not saved yet is replaced; two values of one second would count for nothing.
    log = log.filter((e) => e.id !== a.id || e.gespeichert);
    log.push(eintrag);
    melde('');
    const davor = auswahl.findIndex((b) => b.nr === a.nr);
    filtere();
    const weiter = auswahl.find((b) => b.nr > a.nr && !entschieden.has(b.id)) || auswahl.find((b) => !entschieden.has(b.id)) || auswahl[Math.max(0, davor - 1)];
    gehe(weiter ? weiter.nr : a.nr);
    $('aufgabe').focus({ preventScroll: true });
  }
  function nimmZurueck() {
    const letzter = log.at(-1);
    if (!letzter) return;
    if (!letzter.gespeichert) {
      log.pop();
    } else if (letzter.wert !== 'zurück') {
      log.push({ ...letzter, wert: 'zurück', zeitpunkt: jetzt(), bemerkung: '', gespeichert: false });
    } else {
      melde('Die letzte Entscheidung ist schon zurückgenommen.', true);
      return;
    }
    filtere();
    gehe(aufgaben.findIndex((a) => a.id === letzter.id));
    melde('Zurückgenommen: ' + anzeige(letzter) + '.');
  }

  // ---- The file to drop back.
  function csv() {
    const zelle = (text) => (/[;"\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
    const je = new Map(aufgaben.map((a) => [a.id, a]));
    const zeilen = log.map((e) => {
      const a = je.get(e.id);
      return [e.art, a.pic_nr, e.feld, e.wert, e.bearbeiter, e.zeitpunkt, e.bemerkung, a.beleg_id || '', a.rechnungsnummer || '', a.bild || ''].map(zelle).join(';');
    });
    return ['art;pic_nr;feld;wert;bearbeiter;zeitpunkt;bemerkung;beleg_id;rechnungsnummer;bild', ...zeilen, ''].join('\r\n');
  }
  function speichere() {
    if (!log.length) return;
    const name = `entscheidungen-${daten.kostentraeger}-${daten.datum}-${jetzt().replace(/[^\d]/g, '')}.csv`;
    const adresse = URL.createObjectURL(new Blob([csv()], { type: 'text/csv;charset=utf-8' }));
    const verweis = bau('a', { href: adresse, download: name });
    verweis.click();
    setTimeout(() => URL.revokeObjectURL(adresse), 10000);
    log.forEach((e) => { e.gespeichert = true; });
    merke();
    filtere();
    zeigeAufgabe();
    melde(`${log.length} Entscheidungen in ${name}. Die Datei im Ordner DROP/${daten.kostentraeger}/decisions/ ablegen.`);
  }

  // ---- The picture.
  let vergroesserung = 1, drehung = 0, blatt = 0, gezeigt = null;
  const MIME = { png: 'image/png', jpg: 'image/jpeg', pdf: 'application/pdf' };
  function quelle(b) {
    if (b.daten === undefined) return b.pfad;
    if (b.art !== 'pdf') return `data:${MIME[b.art]};base64,${b.daten}`;
    const bytes = Uint8Array.from(atob(b.daten), (z) => z.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: MIME.pdf }));
  }
  function zeigeBild(a) {
    const bilder = (a && daten.bilder[a.pic_nr]) || [];
    const erezept = (a && !bilder.length && daten.erezepte[a.beleg_id + '|' + a.pic_nr]) || [];
    const leer = !bilder.length && !erezept.length;
    $('bild').hidden = leer;
    document.querySelector('.flaeche').classList.toggle('ohne-bild', leer);
    document.querySelector('.bildknoepfe').hidden = !bilder.length;
    if (!bilder.length) {
      gezeigt = null;
      $('rahmen').replaceChildren(...erezept.map(({ titel, zeilen }) => bau('section', { class: 'erezept' }, bau('h3', {}, titel),
        bau('dl', {}, ...zeilen.flatMap(([name, wert]) => [bau('dt', {}, name), bau('dd', { class: 'lang' }, bdi(wert))])))));
      return;
    }
    if (gezeigt !== a.pic_nr) { gezeigt = a.pic_nr; vergroesserung = 0; drehung = 0; blatt = 0; }
    maleBild(bilder);
  }
  function maleBild(bilder) {
    const b = bilder[blatt % bilder.length];
    $('blatt').hidden = bilder.length < 2;
    $('blattnummer').textContent = bilder.length > 1 ? `Blatt ${(blatt % bilder.length) + 1} von ${bilder.length}` : '';
    const rahmen = $('rahmen');
    if (b.art === 'pdf') {
      rahmen.replaceChildren(bau('iframe', { src: quelle(b), title: 'Bild als PDF' }));
      return;
    }
    if (b.art === 'tif') {
      rahmen.replaceChildren(bau('p', {}, bau('a', { href: b.pfad }, 'TIFF öffnen')));
      return;
    }
    const bild = bau('img', { src: quelle(b), alt: 'Verordnungsblatt ' + gezeigt });
    bild.addEventListener('load', () => richte(bild, rahmen));
    rahmen.replaceChildren(bild);
  }
  function richte(bild, rahmen) {
    const quer = drehung % 180 !== 0;
    const breite = quer ? bild.naturalHeight : bild.naturalWidth;
    if (!vergroesserung) vergroesserung = Math.max(0.1, (rahmen.clientWidth - 2) / breite);
    const [b, h] = [bild.naturalWidth * vergroesserung, bild.naturalHeight * vergroesserung];
    bild.style.width = b + 'px';
    const schub = { 0: '', 90: `translate(${h}px, 0)`, 180: `translate(${b}px, ${h}px)`, 270: `translate(0, ${b}px)` }[drehung];
    bild.style.transform = `${schub} rotate(${drehung}deg)`;
    bild.style.marginBottom = quer ? `${b - h}px` : '0';
  }
  function bildbefehl(befehl) {
    const a = aufgaben[aktuell];
    const bilder = (a && daten.bilder[a.pic_nr]) || [];
    if (!bilder.length) return;
    if (befehl === 'blatt') { blatt += 1; vergroesserung = 0; maleBild(bilder); return; }
    const bild = $('rahmen').querySelector('img');
    if (!bild) return;
    if (befehl === 'drehen') { drehung = (drehung + 90) % 360; vergroesserung = 0; }
    if (befehl === 'groesser') vergroesserung = Math.min(8, vergroesserung * 1.3);
    if (befehl === 'kleiner') vergroesserung = Math.max(0.05, vergroesserung / 1.3);
    richte(bild, $('rahmen'));
  }

  // ---- The invoices at a glance.
  const ANZAHLEN = [['bezahlt', 'bezahlt'], ['abgewiesen', 'abgewiesen'], ['offen', 'offen'], ['korrigiert', 'korrigiert'],
    ['erstkorrektur', 'Erst\u00adkorrektur'], ['zweitkorrektur', 'Zweit\u00adkorrektur']];
  const BETRAEGE = [['brutto', 'Brutto'], ['zuzahlung', 'Zuzahlung'], ['ap_rabatt', 'Ap.Rab'], ['hs_rabatt', 'Hs.Rab'], ['netto', 'Netto']];
  function zeigeRechnungen() {
    const spalte = (name) => bau('th', { scope: 'col' }, name);
    const paar = (soll, ist, form) => (soll === ist ? bau('td', {}, form(ist)) : bau('td', { class: 'anders' }, form(soll), bau('br'), '≠ ' + form(ist)));
    const kopf = bau('tr', {}, spalte('Rechnung'), spalte('geliefert Soll/Ist'), ...ANZAHLEN.map(([, name]) => spalte(name)),
      ...BETRAEGE.map(([, name]) => spalte(name + ' Soll/Ist')), spalte('Netto bezahlt'));
    const zeilen = daten.rechnungen.map((r) => bau('tr', {}, bau('td', {}, bdi(r.rechnungsnummer), bau('br'), 'Beleg ' + r.beleg_id),
      paar(r.geliefert_soll, r.geliefert_ist, String), ...ANZAHLEN.map(([feld]) => bau('td', {}, r[feld])),
      ...BETRAEGE.map(([feld]) => paar(r[feld + '_soll'], r[feld + '_ist'], euro)), bau('td', {}, euro(r.netto_bezahlt))));
    $('rechnungstabelle').replaceChildren(bau('thead', {}, kopf), bau('tbody', {}, ...zeilen));
    $('rechnungen').showModal();
  }

  // ---- Keys. They rest while something is typed, and can be switched off.
  function taste(ereignis) {
    const ziel = ereignis.target;
    const tippt = ziel.matches('input:not([type=checkbox]), select, textarea');
    if (ereignis.key === 'Escape' && tippt) { ziel.blur(); $('aufgabe').focus({ preventScroll: true }); return; }
    if (tippt || ereignis.ctrlKey || ereignis.altKey || ereignis.metaKey || !$('tasten').checked || document.querySelector('dialog[open]')) return;
    const a = aufgaben[aktuell];
    const knopf = (wert) => [...$('aufgabe').querySelectorAll('button[data-wert]')].find((k) => k.dataset.wert === wert);
    const BEFEHLE = {
      n: () => schritt(1), p: () => schritt(-1), u: nimmZurueck, s: speichere, '?': () => $('hilfe').showModal(),
      k: () => knopf('keine')?.click(), j: () => knopf('ja')?.click() || knopf('J')?.click(), l: () => knopf('leer')?.click(),
      v: () => a && a.vorschlag && entscheide(a, a.art, a.vorschlag), e: () => $('eingabe')?.focus(),
      r: () => bildbefehl('drehen'), b: () => bildbefehl('blatt'), '+': () => bildbefehl('groesser'), '-': () => bildbefehl('kleiner'),
    };
    let befehl = BEFEHLE[ereignis.key.toLowerCase()];
    if (/^[1-9]$/.test(ereignis.key)) {
      const gezaehlt = [...$('aufgabe').querySelectorAll('button[data-wert]')].find((k) => k.querySelector('kbd')?.textContent === ereignis.key);
      befehl = () => gezaehlt?.click();
    }
    if (befehl) { ereignis.preventDefault(); befehl(); }
  }

  // ---- Paper: what is listed, with room for a pen.
  function drucke() {
    const kopf = ['fällig', 'Aufgabe', 'Person', 'Blatt', 'Rechnung', 'EUR', 'Entscheidung'];
    const zeilen = auswahl.slice(0, 500).map((a) => {
      const wahl = entschieden.get(a.id);
      return bau('tr', {}, ...[deutsch(a.anweisungsdatum), artName(a.art) + (a.feld ? ': ' + a.feld : '') + '\n' + (a.aufgabe || '').slice(0, 300),
        [a.name, a.vorname, a.geb_datum].filter(Boolean).join(', '), a.pic_nr, [a.rechnungsnummer, a.beleg_id].join(' · '), a.brutto ? euro(a.brutto) : '',
        wahl ? anzeige(wahl) + ' (' + wahl.bearbeiter + ')' : ''].map((text) => bau('td', {}, bdi(text))));
    });
    $('druck').replaceChildren(bau('h1', {}, document.title),
      bau('p', {}, `${auswahl.length} Aufgaben` + (auswahl.length > 500 ? ', die ersten 500' : '')),
      bau('table', {}, bau('thead', {}, bau('tr', {}, ...kopf.map((k) => bau('th', { scope: 'col' }, k)))), bau('tbody', {}, ...zeilen)));
  }

  // ---- Beginning.
  function waehlbar(id, werteListe, name) {
    $(id).append(...[...new Set(werteListe.filter(Boolean))].sort().map((wert) => bau('option', { value: wert }, name(wert))));
  }
  waehlbar('art', aufgaben.map((a) => a.art), artName);
  waehlbar('steller', aufgaben.map((a) => a.rechnungssteller), (wert) => wert);
  erinnere();
  const heute = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const tage = (new Date(heute) - new Date(daten.datum)) / 86400000;
  // A list of long ago (an example, a repeat) is decided as of its day: a later time would be refused.
  $('tag').value = tage >= 0 && tage <= 31 ? heute : daten.datum;
  for (const id of ['suche', 'art', 'steller', 'offene', 'heute', 'zweite']) $(id).addEventListener('input', () => { seite = 0; filtere(); });
  $('filter').addEventListener('submit', (e) => e.preventDefault());
  $('bearbeiter').addEventListener('change', merke);
  $('davor').addEventListener('click', () => { seite -= 1; zeigeListe(); });
  $('danach').addEventListener('click', () => { seite += 1; zeigeListe(); });
  $('speichern').addEventListener('click', speichere);
  $('rueckgaengig').addEventListener('click', nimmZurueck);
  $('hilfe-auf').addEventListener('click', () => $('hilfe').showModal());
  $('rechnungen-auf').hidden = daten.rechnungen.length === 0;
  $('rechnungen-auf').addEventListener('click', zeigeRechnungen);
  $('rechnungen-zu').addEventListener('click', () => $('rechnungen').close());
  $('hilfe-zu').addEventListener('click', () => $('hilfe').close());
  for (const befehl of ['groesser', 'kleiner', 'drehen', 'blatt']) $(befehl).addEventListener('click', () => bildbefehl(befehl));
  document.addEventListener('keydown', taste);
  window.addEventListener('beforeprint', drucke);
  filtere();
  if (!auswahl.some((a) => a.nr === aktuell) && auswahl.length) aktuell = auswahl[0].nr;
  gehe(aktuell);
  document.documentElement.dataset.bereit = 'ja';
})();
