fn main() {
    let none: Option<i32> = std::env::args().nth(99).map(|_| 1);
    println!("{}", none.expect("there is none"));
}
