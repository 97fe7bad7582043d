import { followStream as follow, type Stop, type StreamListener } from '@assay/sdk-core';

const openStream = (url: string, listener: StreamListener): Stop => {
  const source = new EventSource(url);
  source.onopen = () => listener.onOpen();
  source.onmessage = (event) => listener.onMessage(String(event.data));
  source.onerror = () => {
    source.close(); // its own reopening has no back-off
    listener.onClose(new Error('connection lost'));
  };
  return () => source.close();
};

/** Give this as the option `stream`: the client then hears of a publish within about a second. */
export const followStream: typeof follow = (platform, ...how) => follow({ ...platform, openStream }, ...how);
