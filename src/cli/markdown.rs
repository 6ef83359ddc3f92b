//! A page on a terminal: as it is written, with colours where there are any.

use std::io::{self, Write};

use crate::report::Look;

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const CODE: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes a page; without colours byte for byte.
pub(super) fn write(page: &str, out: &mut dyn Write, look: Look) -> io::Result<()> {
    let mut in_fence = false;
    for line in page.lines() {
        let fence = line.trim_start().starts_with("```");
        match look.colour {
            false => writeln!(out, "{line}")?,
            true if fence => writeln!(out, "{DIM}{line}{PLAIN}")?,
            true if in_fence => writeln!(out, "{CODE}{line}{PLAIN}")?,
            true if line.starts_with('#') => {
                writeln!(out, "{}", heading(line.trim_start_matches('#').trim(), look))?
            }
            true => writeln!(out, "{}", with_code(line))?,
        }
        in_fence ^= fence;
    }
    Ok(())
}

/// A heading, bold where there are colours.
pub(super) fn heading(text: &str, look: Look) -> String {
    if look.colour { format!("{BOLD}{text}{PLAIN}") } else { text.to_owned() }
}

/// Colours what stands in backticks, and drops them.
fn with_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    // an odd backtick belongs to the text
    if parts.len().is_multiple_of(2) {
        return line.to_owned();
    }
    let coloured = parts.iter().enumerate().map(|(index, part)| match index % 2 {
        0 => (*part).to_owned(),
        _ => format!("{CODE}{part}{PLAIN}"),
    });
    coloured.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(page: &str, colour: bool) -> String {
        let mut bytes = Vec::new();
        write(page, &mut bytes, Look { colour, width: 80 }).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn without_colours_a_page_is_itself() {
        let page = "# a\n\nuse `b`\n```\n# c\n```\n";
        assert_eq!(written(page, false), page);
    }

    #[test]
    fn headings_and_code_stand_out() {
        let page = "# a\nuse `b`, don`t\n```\n# c\n```\nand `d`\n";
        assert_eq!(
            written(page, true),
            "\u{1b}[1ma\u{1b}[0m\nuse `b`, don`t\n\u{1b}[2m```\u{1b}[0m\n\u{1b}[36m# c\u{1b}[0m\n\
             \u{1b}[2m```\u{1b}[0m\nand \u{1b}[36md\u{1b}[0m\n"
        );
    }
}
