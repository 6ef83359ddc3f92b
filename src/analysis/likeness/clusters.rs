//! Disjoint sets that grow together; each is held by its first member.

/// A partition of `0..n`.
pub(in crate::analysis) struct Clusters {
    parents: Vec<usize>,
}

impl Clusters {
    /// Every one alone.
    pub(in crate::analysis) fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    /// The first member of the set that `index` is in.
    pub(in crate::analysis) fn head(&mut self, mut index: usize) -> usize {
        while self.parents[index] != index {
            // halving the path keeps later walks short
            self.parents[index] = self.parents[self.parents[index]];
            index = self.parents[index];
        }
        index
    }

    /// Makes two sets one.
    pub(in crate::analysis) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.head(a), self.head(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// The sets of two and more, by first member, members in order.
    pub(in crate::analysis) fn into_groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); self.parents.len()];
        for index in 0..self.parents.len() {
            let head = self.head(index);
            groups[head].push(index);
        }
        groups.retain(|members| members.len() > 1);
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_grow_together() {
        let mut clusters = Clusters::new(6);
        clusters.join(4, 2);
        clusters.join(5, 4);
        clusters.join(0, 1);
        assert_eq!(clusters.head(5), 2);
        assert_eq!(clusters.into_groups(), [vec![0, 1], vec![2, 4, 5]]);
    }
}
