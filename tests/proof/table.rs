//! Tables in Markdown, and the few figures that are made of many.

/// A table: its head, and its rows so far.
pub(crate) struct Table {
    text: String,
}

impl Table {
    /// A head; columns whose name starts with `>` hold numbers.
    pub(crate) fn new(head: &[&str]) -> Self {
        let names: Vec<&str> = head.iter().map(|name| name.trim_start_matches('>')).collect();
        let rules: Vec<&str> =
            head.iter().map(|name| if name.starts_with('>') { "---:" } else { "---" }).collect();
        Self { text: format!("| {} |\n| {} |\n", names.join(" | "), rules.join(" | ")) }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &[String]) {
        let cells: Vec<String> =
            cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
        self.text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }

    /// The whole of it.
    pub(crate) fn text(self) -> String {
        self.text
    }
}

/// The smallest figure that this share of the figures doesn't exceed; none of none.
pub(crate) fn quantile(figures: &[f64], share: f64) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

/// Megabytes as Docker counts them.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

/// A share in percent.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A difference in percent, with its sign.
pub(crate) fn signed(share: f64) -> String {
    format!("{:+.0} %", share * 100.0)
}
