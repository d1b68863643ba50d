//! What goes wrong with machines, and what people do to them.

use incident::id::Run;

use crate::laptop::Laptop;
use crate::lies::Lie;
use crate::network::Request;
use crate::world::World;

impl World {
    /// Something goes wrong, if that can happen in this world.
    pub(crate) fn trouble(&mut self) {
        let at = self.dice.below(self.laptops.len());
        match self.dice.below(20) {
            0 | 1 if self.weather.partitions => {
                let cut = !self.laptops[at].cut;
                self.laptops[at].cut = cut;
                if cut && let Some(up) = &mut self.laptops[at].up {
                    up.hang_up();
                }
                self.say(format!(
                    "{}'s cable is {}",
                    self.laptops[at].name,
                    if cut { "pulled" } else { "put in" }
                ));
            }
            2 | 3 if self.weather.crashes => self.fall_or_rise(at),
            4 | 5 if self.weather.hub_crashes => self.hub_falls_or_rises(),
            6 if self.weather.clocks => {
                let share = i64::try_from(self.dice.below(2_001)).unwrap();
                let (watch, whose) = if self.dice.percent(30) {
                    (&self.house.watch, "the hub".to_owned())
                } else {
                    (&self.laptops[at].watch, self.laptops[at].name.to_string())
                };
                watch.jump(share);
                let said = format!("the clock of {whose} is {} thousandths of ten years off", share - 1_000);
                self.say(said);
            }
            7 | 8 if self.weather.restores => self.back_up_or_restore(),
            9 if self.weather.losses => self.lose_the_hub(),
            10 if self.weather.clones && self.laptops.len() < 6 => self.clone_laptop(at),
            11 if self.weather.rollbacks => self.copy_or_roll_back(at),
            12 | 13 if self.weather.revocations && self.laptops[at].key != self.founder => {
                self.revoke_or_invite(at)
            }
            14 | 15 if self.weather.forks && self.laptops.len() < 6 => self.copy_running(at),
            16 | 17 if self.weather.stops => self.laptop_stops(at),
            18 if self.weather.stops => self.hub_stops(),
            19 if self.weather.observers => self.offer_again(at),
            _ => {}
        }
    }

    fn fall_or_rise(&mut self, at: usize) {
        let run = Run(self.dice.bytes());
        let laptop = &mut self.laptops[at];
        let said = if laptop.up.is_some() {
            laptop.crash(&mut self.disk);
            if self.lie == Some(Lie::Unflushed) {
                std::fs::remove_file(laptop.folder.join("journal.sqlite-wal")).unwrap();
            }
            "crashes"
        } else {
            laptop.start(run);
            "starts"
        };
        self.say(format!("{} {said}", self.laptops[at].name));
    }

    fn hub_falls_or_rises(&mut self) {
        if !self.house.is_up() {
            self.house.start(Run(self.dice.bytes()));
            return self.say("the hub starts".to_owned());
        }
        self.cut_off();
        if self.dice.percent(50) {
            self.house.crash(&mut self.disk);
            self.say("the hub crashes".to_owned());
        } else {
            self.house.stop();
            self.say("the hub stops".to_owned());
        }
    }

    fn back_up_or_restore(&mut self) {
        let Some(backup) = self.backup.clone().filter(|_| self.dice.percent(50)) else {
            let backup = self.disk.folder().join("backup.sqlite");
            self.house.back_up(&backup);
            self.backup = Some(backup);
            return self.say("the hub is backed up".to_owned());
        };
        self.cut_off();
        self.house.put_back(&mut self.disk, &backup);
        self.house.start(Run(self.dice.bytes()));
        self.went_back = true;
        self.say("the hub is put back to its backup".to_owned());
        self.members_anew();
    }

    fn lose_the_hub(&mut self) {
        self.cut_off();
        self.house.stop();
        let folder = self.disk.folder();
        self.house.found(folder, &self.founder);
        self.house.start(Run(self.dice.bytes()));
        // Its backups were of another hub's members; they are thrown away with it.
        self.backup = None;
        self.went_back = true;
        self.say("the hub is lost, and begins anew under its old key".to_owned());
        self.members_anew();
    }

    /// Whoever the hub does not know any longer is invited once more. A restored list of members knows old tokens.
    fn members_anew(&mut self) {
        for at in 0..self.laptops.len() {
            let request = Request {
                from: at,
                method: "GET",
                path: "/v1/me".to_owned(),
                token: self.laptops[at].token.clone(),
                body: Vec::new(),
            };
            let known = self.house.answer(&request).is_some_and(|(status, _)| status != 401);
            if !known {
                self.join(at);
            }
        }
    }

    /// Somebody copies a machine while it runs, memory and all: both go on in one run, and write their series twice.
    fn copy_running(&mut self, at: usize) {
        if let Some(run) = self.laptops[at].up.as_ref().map(|up| up.author.run) {
            self.copy(at, run);
        }
    }

    /// Somebody copies the disk of a laptop into another one, and both run.
    fn clone_laptop(&mut self, at: usize) {
        let run = Run(self.dice.bytes());
        self.copy(at, run);
    }

    fn copy(&mut self, at: usize, run: Run) {
        let folder = self.disk.copy(&self.laptops[at].folder);
        let original = &self.laptops[at];
        let name = char::from(b'A' + u8::try_from(self.laptops.len()).unwrap());
        let mut clone = Laptop {
            name,
            key: original.key.clone(),
            person: original.person,
            token: original.token.clone(),
            folder,
            watch: self.watch.beside(),
            cut: false,
            up: None,
        };
        clone.start(run);
        let said = format!("{name} is a clone of {}", original.name);
        self.laptops.push(clone);
        self.say(said);
    }

    /// A laptop's folder is copied, or put back to an earlier copy. What was written since and has not reached the hub
    /// is lost with that, as everybody would expect.
    fn copy_or_roll_back(&mut self, at: usize) {
        let copies: Vec<usize> = (0..self.copies.len()).filter(|i| self.copies[*i].0 == at).collect();
        let Some(copy) = self.dice.pick(&copies).copied() else {
            let copy = self.disk.copy(&self.laptops[at].folder);
            self.copies.push((at, copy));
            return self.say(format!("{}'s folder is copied", self.laptops[at].name));
        };
        let folder = self.disk.copy(&self.copies[copy].1);
        let run = Run(self.dice.bytes());
        let laptop = &mut self.laptops[at];
        laptop.up = None;
        laptop.folder = folder;
        laptop.start(run);
        let journal = &laptop.up.as_ref().unwrap().journal;
        for (id, saved) in self.ledger.iter_mut().filter(|(_, saved)| saved.laptop == at) {
            saved.forgiven |= journal.record(saved.stream).unwrap().fact(*id).is_none();
        }
        self.say(format!("{} is put back to an earlier copy", self.laptops[at].name));
    }

    /// A person has what was refused offered once more.
    fn offer_again(&mut self, at: usize) {
        let hub = self.house.key();
        if let Some(up) = &self.laptops[at].up {
            up.journal.offer_again(hub, false).unwrap();
            self.say(format!("{} has everything offered again", self.laptops[at].name));
        }
    }

    fn revoke_or_invite(&mut self, at: usize) {
        let replica = self.laptops[at].replica();
        if !self.house.is_up() {
            return;
        }
        if !self.house.welcomes(replica) {
            return self.join(at);
        }
        let Some(device) = self.house.device(replica) else { return };
        let request = Request {
            from: 0,
            method: "POST",
            path: format!("/v1/devices/{}/revoke", device.id),
            token: self.laptops[0].token.clone(),
            body: Vec::new(),
        };
        let (status, _) = self.house.answer(&request).unwrap();
        assert_eq!(status, 204);
        // Its open streams end within seconds.
        let its = self.laptops.iter_mut().filter(|one| one.replica() == replica);
        its.filter_map(|one| one.up.as_mut()).for_each(|up| up.hang_up());
        // What its person writes from now on is nobody's business here until they are invited once more.
        self.revoked.insert(replica, self.words);
        self.say(format!("{}'s access is taken back", self.laptops[at].name));
    }
}
