package org.longhaul.simulator.request;

import java.util.Locale;

/**
 * Something that somebody asks of a service.
 *
 * @param number place among the requests of its stream, from 0
 * @param arrivalNanos when it was asked, since the start of the run
 * @param client node of the host that asks
 * @param queryBytes size of what is asked
 * @param answerBytes size of what is answered
 * @param promptTokens tokens of what is asked; 0 where nothing is counted in tokens
 * @param outputTokens tokens of what is answered; 0 where nothing is counted in tokens
 */
public record Request(
        long number,
        long arrivalNanos,
        int client,
        long queryBytes,
        long answerBytes,
        long promptTokens,
        long outputTokens) {

    public Request {
        if (number < 0 || arrivalNanos < 0 || client < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "request %d at %d ns from node %d must have no negative number",
                    number,
                    arrivalNanos,
                    client));
        }
        if (queryBytes < 0 || answerBytes < 0 || promptTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "request %d must have no negative size, found %d and %d bytes, %d and %d tokens",
                    number,
                    queryBytes,
                    answerBytes,
                    promptTokens,
                    outputTokens));
        }
    }
}
