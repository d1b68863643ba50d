//! Machines that lose their power while they write.

use incident::id::Run;

use crate::acts::Ledger;
use crate::network::{Reply, Request};
use crate::world::World;

impl World {
    /// The power goes while a person writes, a page is taken in, or an answer is read.
    pub(crate) fn laptop_stops(&mut self, at: usize) {
        if self.laptops[at].up.is_none() {
            return;
        }
        let mut unsaid = Ledger::new();
        let sent = self.post.open().len();
        let what = match self.dice.below(3) {
            0 => self.acts(at, &mut unsaid).map(|_| "what its person writes"),
            1 => self.laptops[at].hear(self.house.key()).map(|_| "a page"),
            _ => self.reads_an_answer(at).then_some("an answer"),
        };
        // What goes out after the power does not go out.
        self.post.open().truncate(sent);
        let run = Run(self.dice.bytes());
        let laptop = &mut self.laptops[at];
        laptop.lose_power(&mut self.disk, &mut self.dice);
        laptop.start(run);
        let journal = &laptop.up.as_ref().unwrap().journal;
        // It was in one transaction, and is there whole or not at all.
        let written = unsaid.len();
        unsaid.retain(|id, saved| journal.record(saved.stream).unwrap().fact(*id).is_some());
        let there = unsaid.len();
        assert!(there == 0 || there == written, "{}: {there} of {written} words are there", laptop.name);
        let saved = if there > 0 { "it is there" } else { "nothing of it is there" };
        self.ledger.append(&mut unsaid);
        let what = what.unwrap_or("nothing");
        self.say(format!("{} loses its power over {what}: {saved}", self.laptops[at].name));
    }

    /// Has an answer come, and lets the exchange go on with it.
    fn reads_an_answer(&mut self, at: usize) -> bool {
        let Some(first) = self.replies.iter().position(|reply| reply.to == at) else { return false };
        let Reply { answer, reply, .. } = self.replies.swap_remove(first);
        self.comes(at, &answer);
        let _ = reply.send(answer);
        let _gone_with_it = self.laptops[at].go_on();
        true
    }

    /// The hub's power goes while it takes in what has arrived.
    pub(crate) fn hub_stops(&mut self) {
        let waiting = self.post.open().len();
        if !self.house.is_up() || waiting == 0 {
            return;
        }
        let letter = self.post.open().swap_remove(self.dice.below(waiting));
        let request = letter.request;
        if self.laptops[request.from].cut {
            return;
        }
        self.hub_stops_over(&request);
    }

    /// Nobody hears what it would have answered.
    pub(crate) fn hub_stops_over(&mut self, request: &Request) {
        let flushed = self.house.flushed();
        let _unheard = self.house.answer(request);
        self.cut_off();
        self.house.lose_power(&mut self.disk, &flushed, &mut self.dice);
        let (name, path) = (self.laptops[request.from].name, request.path.split('?').next().unwrap());
        let said = format!("the hub loses its power over {name}'s {} {path}", request.method);
        self.say(said);
    }
}
