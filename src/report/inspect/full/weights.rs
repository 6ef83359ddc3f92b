//! Images with what they weigh, and what they weigh together.

use std::io;

use super::page::{Ink, Page, widest};
use crate::report::bytes::Bytes;
use crate::report::inspect::images::{Footprint, Image};
use crate::report::inspect::view::Inspection;
use crate::report::{count, megabytes, printable};

/// Images shown, the largest first; JSON has them all.
const MOST_IMAGES: usize = 40;

/// Images that are one on disk.
struct Row<'a> {
    image: &'a Image<'a>,
    others: usize,
}

pub(super) fn write(inspection: &Inspection<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if inspection.images.is_empty() {
        return Ok(());
    }
    write_images(inspection, page)?;
    write_footprint(&inspection.footprint, page)?;
    let largest =
        inspection.images.iter().filter(|image| !image.dead).max_by_key(|image| image.size.expected);
    match largest {
        Some(image) if image.size.expected > 0 => {
            let command =
                format!("careen inspect --explain-size {}", super::super::shell::quoted(image.name));
            page.line(&format!("\nNext: {}", printable(&command)))
        }
        _ => Ok(()),
    }
}

fn write_images(inspection: &Inspection<'_>, page: &mut Page<'_>) -> io::Result<()> {
    page.heading("Images")?;
    let rows = rows(&inspection.images);
    let shown = if rows.len() > MOST_IMAGES + 1 { MOST_IMAGES } else { rows.len() };
    let figures: Vec<[String; 2]> =
        rows[..shown].iter().map(|row| figures(row.image.size, row.image.partial)).collect();
    let first = widest(figures.iter().map(|[figure, _]| figure.as_str()));
    let second = widest(figures.iter().map(|[_, range]| range.as_str()));
    for (row, [figure, range]) in rows[..shown].iter().zip(&figures) {
        let base = row.image.base.as_deref().unwrap_or("an unknown base");
        let others = match row.others {
            0 => String::new(),
            more => format!(" and {} of the same layers", count(more, "more name")),
        };
        let dead = if row.image.dead { ", dead" } else { "" };
        let text = printable(row.image.name).into_owned() + &others;
        let figures = format!("  {figure:>first$}  {range:second$}  ");
        page.labelled(&figures, &format!("{text}, on {}{dead}", printable(base)))?;
    }
    match rows.len() - shown {
        0 => Ok(()),
        more => page.remark_at(2, &format!("and {more} more (`--format json` shows them)")),
    }
}

/// Images of one chain of layers together, the largest first and the dead last.
fn rows<'a>(images: &'a [Image<'a>]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for image in images {
        let twin = |row: &&mut Row<'_>| {
            (row.image.top, row.image.size, row.image.dead) == (image.top, image.size, image.dead)
        };
        match rows.iter_mut().find(twin) {
            Some(row) => row.others += 1,
            None => rows.push(Row { image, others: 0 }),
        }
    }
    rows.sort_by(|a, b| {
        let key =
            |row: &Row<'a>| (row.image.dead, std::cmp::Reverse(row.image.size.expected), row.image.name);
        key(a).cmp(&key(b))
    });
    rows
}

fn write_footprint(footprint: &Footprint, page: &mut Page<'_>) -> io::Result<()> {
    page.heading("Footprint")?;
    let mut lines = vec![
        ("sum of images, as `docker images` adds them up", footprint.sum_of_images, footprint.partial),
        ("unique on disk, shared layers once", footprint.unique_on_disk, footprint.partial),
    ];
    if let Some(alive) = &footprint.without_dead {
        lines.push(("sum of images without what is dead", alive.sum_of_images, alive.partial));
        lines.push(("unique on disk without what is dead", alive.unique_on_disk, alive.partial));
    }
    let figures: Vec<[String; 2]> =
        lines.iter().map(|&(_, bytes, partial)| figures(bytes, partial)).collect();
    let width = widest(lines.iter().map(|(what, ..)| *what));
    let first = widest(figures.iter().map(|[figure, _]| figure.as_str()));
    for ((what, ..), [figure, range]) in lines.iter().zip(&figures) {
        let figure = page.ink(Ink::Bold, &format!("{figure:>first$}"));
        page.line(&format!("  {what:width$}  {figure}  {range}"))?;
    }
    match footprint.partial {
        true => page.remark_at(2, "\"and more\": what nothing here can weigh, such as what a build writes"),
        false => Ok(()),
    }
}

/// The expected figure and its range. Where nothing is known to a third, the figure isn't worth a number.
fn figures(bytes: Bytes, partial: bool) -> [String; 2] {
    let Bytes { low, expected, high } = bytes;
    let range = match low == high {
        true => String::new(),
        false => format!("{} to {}", megabytes(low), megabytes(high)),
    };
    match (partial, bytes.is_vague()) {
        (true, _) if expected == 0 => ["unknown".to_owned(), String::new()],
        (false, true) => ["unknown".to_owned(), range],
        (true, true) => ["unknown".to_owned(), format!("{range} and more")],
        (true, false) if range.is_empty() => [megabytes(expected), "and more".to_owned()],
        (true, false) => [megabytes(expected), format!("{range} and more")],
        (false, false) => [megabytes(expected), range],
    }
}
