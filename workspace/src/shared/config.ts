/** What the deployment wrote beside the page: addresses, and the version by which an open tab notices a new one. */
export type Config = {
  client_id: string;
  sign_in_url: string;
  user_pool_url: string;
  api_url: string;
  version: string;
};

/** A desk that `make run` started, for whoever tries it out. */
export const isLocal = (host = location.hostname): boolean => /(^|\.)localhost$|^127\.|^\[::1\]$/.test(host);

export async function readConfig(): Promise<Config> {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as Config;
}
