// Every due of tests/data/dues.tsv, asked and compared:   due_vectors RULES VECTORS
use std::collections::HashMap;
#[allow(dead_code)]
mod thoihan;
use thoihan::Pack;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let mut packs = HashMap::new();
    let (mut agreed, mut differed) = (0, 0);
    for line in std::fs::read_to_string(&args[2])?.lines().filter(|line| !line.starts_with('#')) {
        let field: Vec<&str> = line.split('\t').collect();
        if !packs.contains_key(field[0]) {
            packs.insert(field[0].to_string(), Pack::open(&format!("{}/{}", args[1], field[0]))?);
        }
        let facts = Some(field[2]).filter(|facts| *facts != "-");
        let due = packs[field[0]].due(field[1], facts, thoihan::parse_time(field[3])?)?;
        let provisional = if due.flags & thoihan::PROVISIONAL != 0 { "1" } else { "0" };
        let answer = [thoihan::time_text(due.due)?, thoihan::time_text(due.late_from)?, thoihan::day_text(due.due_day)?,
                      provisional.to_string()];
        if answer[..] == field[4..] {
            agreed += 1;
        } else {
            differed += 1;
            eprintln!("differs: {}", line);
        }
    }
    println!("{} dues agree, {} differ", agreed, differed);
    std::process::exit(if agreed > 0 && differed == 0 { 0 } else { 1 });
}
