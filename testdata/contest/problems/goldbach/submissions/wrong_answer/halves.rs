use std::io::{self, Read};

fn main() {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).unwrap();
    for n in text.split_whitespace().skip(1).map(|word| word.parse::<u32>().unwrap()) {
        println!("{} {}", n / 2, n - n / 2);
    }
}
