//! A hub that serves in this process, on a port and in a folder of its own.

use std::time::Duration;

use hub::{Config, Invited, Join, Members, Place, Role, Serving, StartError, found};
use incident::id::{Millis, WorkspaceId};
use reqwest::{Client, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::laptop::Laptop;

/// How long anything may take on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const NOW: Millis = Millis(1_800_000_000_000);

pub(crate) struct House {
    pub place: Place,
    pub url: String,
    pub http: Client,
    pub workspace: WorkspaceId,
    folder: TempDir,
    stop: oneshot::Sender<()>,
    served: JoinHandle<Result<(), StartError>>,
}

impl House {
    /// A new workspace.
    pub(crate) async fn found() -> Self {
        let folder = tempfile::tempdir().unwrap();
        found(&Place::new(folder.path()), Some("Ops"), NOW).unwrap();
        Self::serve(folder).await
    }

    pub(crate) fn config() -> Config {
        Config { listen: ([127, 0, 0, 1], 0).into(), backup_hours: 0, ..Config::default() }
    }

    pub(crate) async fn serve(folder: TempDir) -> Self {
        Self::serve_as(folder, &Self::config(), Client::new()).await
    }

    /// With other settings, for laptops that meet it in this way.
    pub(crate) async fn serve_as(folder: TempDir, config: &Config, http: Client) -> Self {
        let place = Place::new(folder.path());
        let serving = Serving::open(&place, config).await.unwrap();
        let url = serving.origin().to_owned();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(serving.run(async {
            let _ = stopped.await;
        }));
        let about: Value = http.get(format!("{url}/v1/hub")).send().await.unwrap().json().await.unwrap();
        let workspace = about["workspace"].as_str().unwrap().parse().unwrap();
        Self { place, url, http, workspace, folder, stop, served }
    }

    /// Stops in good order, and gives the folder.
    pub(crate) async fn stop(self) -> TempDir {
        self.stop.send(()).unwrap();
        tokio::time::timeout(PATIENCE, self.served).await.expect("it stops").unwrap().unwrap();
        self.folder
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
