pub fn gather(out: &mut Vec<u32>, table: &[u32], idx: &[usize]) {
    // not: copy
    for &i in idx {
        out.push(table[i]);
    }
}
