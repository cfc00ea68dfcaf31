package org.longhaul.simulator.request.run;

import java.util.List;
import java.util.Map;

/**
 * What became of the requests to one service.
 *
 * @param name of the service
 * @param requests in the order of their arrivals
 * @param contents what was sent, by the name of its content, sorted
 */
public record StreamResult(String name, List<RequestResult> requests, Map<String, Sent> contents) {

    public StreamResult {
        requests = List.copyOf(requests);
    }

    /**
     * Messages of one content.
     *
     * @param messages that were sent
     * @param bytes payload of them
     * @param lost of them those that never came: one of their ends was down meanwhile
     */
    public record Sent(long messages, long bytes, long lost) {

        static final Sent NONE = new Sent(0, 0, 0);

        Sent plus(long size) {
            return new Sent(messages + 1, bytes + size, lost);
        }

        Sent plusLost() {
            return new Sent(messages, bytes, lost + 1);
        }
    }
}
