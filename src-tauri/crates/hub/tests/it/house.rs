//! A hub that serves in this process, on a port and in a folder of its own.

use std::path::Path;
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use hub::{Config, Invited, Join, Members, Place, Role, Serving, StartError, adopt, adoption_code, found};
use incident::id::{Millis, ReplicaKey, WorkspaceId};
use journal::Journal;
use reqwest::{Client, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::laptop::{Laptop, http};

/// How long anything may take on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const NOW: Millis = Millis(1_800_000_000_000);

/// What a hub stands on.
pub(crate) trait Ground {
    fn new() -> Self;
    fn place(&self) -> Place;

    /// Somewhere for another workspace, as near to this one as may be.
    fn neighbour(&self, folder: &Path) -> Place;
}

/// Everything in its folder.
pub(crate) struct Folder(TempDir);

impl Ground for Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn place(&self) -> Place {
        Place::new(self.0.path())
    }

    fn neighbour(&self, folder: &Path) -> Place {
        Place::new(folder)
    }
}

/// A hub with everything in its folder.
pub(crate) type House = HouseOn<Folder>;

pub(crate) struct HouseOn<G> {
    pub place: Place,
    pub url: String,
    pub http: Client,
    pub workspace: WorkspaceId,
    pub hub: ReplicaKey,
    pub ground: G,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), StartError>>,
}

impl<G: Ground> HouseOn<G> {
    /// Somewhere for a hub.
    pub(crate) fn ground() -> G {
        G::new()
    }

    /// A new workspace.
    pub(crate) async fn found() -> Self {
        let ground = G::new();
        found(&ground.place(), Some("Ops"), NOW).unwrap();
        Self::serve(ground).await
    }

    /// The hub of a workspace that a laptop began.
    pub(crate) async fn adopted(founder: &SigningKey) -> Self {
        let ground = G::new();
        adopt(&ground.place(), &adoption_code(founder, &[3; 16]), NOW).unwrap();
        Self::serve(ground).await
    }

    pub(crate) async fn serve(ground: G) -> Self {
        Self::serve_as(ground, &config(), http()).await
    }

    /// With other settings, for laptops that meet it in this way.
    pub(crate) async fn serve_as(ground: G, config: &Config, http: Client) -> Self {
        let place = ground.place();
        let (url, stop, served) = serve(&place, config).await;
        let about: Value = http.get(format!("{url}/v1/hub")).send().await.unwrap().json().await.unwrap();
        let workspace = about["workspace"].as_str().unwrap().parse().unwrap();
        let hub = about["hub"].as_str().unwrap().parse().unwrap();
        Self { place, url, http, workspace, hub, ground, stop, served }
    }

    /// Stops in good order, and gives what it stood on.
    pub(crate) async fn stop(self) -> G {
        self.stop.send(()).unwrap();
        tokio::time::timeout(PATIENCE, self.served).await.expect("it stops").unwrap().unwrap();
        self.ground
    }

    /// The members as another process sees them.
    pub(crate) fn store(&self) -> Box<dyn Members> {
        hub::members(&self.place).unwrap()
    }

    pub(crate) fn invite(&self, role: Role) -> Invited {
        Invited::new(&*self.store(), role, 1, 1, None, real_now()).unwrap()
    }

    /// A new member with a laptop.
    pub(crate) async fn member(&self, name: &str, role: Role) -> Laptop {
        let mut laptop = Laptop::new(self, name);
        let code = self.invite(role).code;
        let answer = self.join(&laptop.asks(&code)).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        laptop.is_in(&answer.json().await.unwrap());
        laptop
    }

    pub(crate) async fn join(&self, join: &Join) -> Response {
        self.http.post(format!("{}/v1/join", self.url)).json(join).send().await.unwrap()
    }
}

impl House {
    /// The same hub with the same members, as if its log had never been.
    pub(crate) async fn without_its_log(self) -> Self {
        let (file, workspace) = (self.place.journal(), self.workspace);
        let ground = self.stop().await;
        for end in ["", "-wal", "-shm"] {
            let _there_or_not = std::fs::remove_file(format!("{}{end}", file.display()));
        }
        drop(Journal::found(&file, workspace).unwrap());
        Self::serve(ground).await
    }
}

/// On a port of its own.
pub(crate) fn config() -> Config {
    Config { listen: ([127, 0, 0, 1], 0).into(), backup_hours: 0, ..Config::default() }
}

/// Serves the hub of a place, and says where, and how it is stopped.
pub(crate) async fn serve(
    place: &Place,
    config: &Config,
) -> (String, oneshot::Sender<()>, JoinHandle<Result<(), StartError>>) {
    let serving = Serving::open(place, config).await.unwrap();
    let url = serving.origin().to_owned();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(serving.run(async {
        let _ = stopped.await;
    }));
    (url, stop, served)
}

pub(crate) fn real_now() -> Millis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Millis(i64::try_from(since.as_millis()).unwrap())
}

/// The code of a failure.
pub(crate) async fn code(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let told: Value = answer.json().await.unwrap();
    assert!(told["message"].as_str().unwrap().ends_with('.'), "{told}");
    (status, told["code"].as_str().unwrap().to_owned())
}

/// Asks again and again until there is an answer, and fails with `what` when there is none in time.
pub(crate) async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    loop {
        pace.tick().await;
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "waited for this in vain: {what}");
    }
}
