// The story of examples/c/report_story.c:   report_story PACK ACTS DATABASE
#[allow(dead_code)]
mod thoihan;
use thoihan::{Pack, Store};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    thoihan::check()?;
    let pack = Pack::open(&args[1])?;
    println!("{}, {}", pack.id(), pack.version());

    let received = thoihan::parse_time("2024-04-26T16:00")?;
    let due = pack.due("forward", None, received)?;
    println!("forward: due {}, late from {}", thoihan::time_text(due.due)?, thoihan::time_text(due.late_from)?);
    println!("{}", pack.explain("forward", received)?);

    let mut store = Store::open(&args[3])?;
    store.use_pack(&pack)?;
    for act in std::fs::read_to_string(&args[2])?.lines() {
        match store.apply(act) {
            Ok(answer) => println!("{}", answer),
            Err(problem) => println!("{}", problem),
        }
    }

    print!("late:\n{}", store.tick(thoihan::parse_time("2024-05-08T08:00")?)?);
    Ok(())
}
