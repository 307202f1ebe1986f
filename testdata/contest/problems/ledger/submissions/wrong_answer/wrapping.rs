use std::io::{self, Read};

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    let values: Vec<i64> = text.split_whitespace().skip(1).map(|word| word.parse().unwrap()).collect();
    let total = values.iter().fold(0i32, |sum, &value| sum.wrapping_add(value as i32));
    println!("{}\n{}", total, values.iter().max().unwrap());
}
