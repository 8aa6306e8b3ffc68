//! Spreadsheets: the part of a workbook that the first byte says holds the rest.

#![no_main]

mod shared;

use channels::file::Options;
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};
use std::sync::Once;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The parts of a small workbook.
const PARTS: [(&str, &str); 5] = [
    (
        "xl/worksheets/sheet1.xml",
        r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>45356.5</v></c></row></sheetData></worksheet>"#,
    ),
    ("xl/sharedStrings.xml", "<sst><si><t>case</t></si><si><t>time</t></si></sst>"),
    (
        "xl/styles.xml",
        r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook><workbookPr date1904="0"/><sheets><sheet name="one" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"#,
    ),
];

/// What the readers of the formats do on damage they do not expect is caught; only what comes through is a finding.
static QUIET: Once = Once::new();

fuzz_target!(|content: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let Some((&which, rest)) = content.split_first() else { return };
    let mut workbook = ZipWriter::new(Cursor::new(Vec::new()));
    for (place, (name, usual)) in PARTS.into_iter().enumerate() {
        workbook.start_file(name, SimpleFileOptions::default()).expect("a part");
        workbook.write_all(if place == usize::from(which) % PARTS.len() { rest } else { usual.as_bytes() }).expect("a part");
    }
    let workbook = workbook.finish().expect("a workbook").into_inner();
    shared::read("log.xlsx", &workbook, &Options::default());
});
