pub fn gains(samples: &[f32], gain: f32, out: &mut Vec<f32>) {
    out.clear();
    // not: copy
    out.extend(samples.iter().map(|s| s * gain));
}

pub fn clone_names(names: &[String]) -> Vec<String> {
    // not: copy
    names.to_vec()
}
