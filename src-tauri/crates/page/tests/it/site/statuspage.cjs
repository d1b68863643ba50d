// Reads a status page by a client of Statuspage's interface: everything for which it has a method, and the others by the
// addresses that it knows and asks for nowhere.
const [modules, address] = process.argv.slice(2);
const { Statuspage } = require(`${modules}/statuspage.io`);
const { Endpoint } = require(`${modules}/statuspage.io/dist/Endpoints.js`);

const client = new Statuspage('ours');
client.setApiUrl(address);
const { api, apiClient } = client;
const at = async (path) => (await apiClient.get(path)).data;

(async () => {
  const told = {
    summary: await api.getSummary(),
    status: await api.getStatus(),
    components: await api.getComponents(),
    incidents: await api.incidents.getAll(),
    unresolved: await api.incidents.getUnresolved(),
    upcoming: await api.scheduledMaintenances.getUpcoming(),
    maintenances: await at(Endpoint.ScheduledMaintenances.all())
  };
  process.stdout.write(JSON.stringify(told));
})();
