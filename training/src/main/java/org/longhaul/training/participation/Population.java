package org.longhaul.training.participation;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * The clients from whom those of a round are drawn, and what is known of each before a round.
 *
 * <p>Thread-safety: immutable.
 *
 * @param clients how many there are
 * @param samples training examples or sequences of each; empty where they are not known yet, as before data are read: then all
 *     count the same
 * @param speeds how fast each computes, in any unit; empty for all alike
 * @param presence share of the time that each is there; empty where nobody has said so
 */
public record Population(
        int clients, ImmutableDoubleArray samples, ImmutableDoubleArray speeds, ImmutableDoubleArray presence) {
    public Population {
        require("samples", samples, clients);
        require("speeds", speeds, clients);
        require("presence", presence, clients);
    }

    private static void require(String name, ImmutableDoubleArray values, int clients) {
        if (!values.isEmpty() && values.length() != clients) {
            throw new IllegalArgumentException(
                    name + " (" + values.length() + " of them) must be one for each of the " + clients + " clients.");
        }
        if (values.stream().anyMatch(value -> !(value > 0 && value < Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException(name + " must be above 0 and finite.");
        }
    }

    /** Clients of whom nothing is known. */
    public static Population alike(int clients) {
        return new Population(clients, ImmutableDoubleArray.of(), ImmutableDoubleArray.of(), ImmutableDoubleArray.of());
    }

    /** Clients of whom nothing but the speeds is known. */
    public Population ofSpeeds() {
        return new Population(clients, ImmutableDoubleArray.of(), speeds, ImmutableDoubleArray.of());
    }

    /** Clients of whom nothing is known but how often each is there. */
    public Population ofPresence() {
        return new Population(clients, ImmutableDoubleArray.of(), ImmutableDoubleArray.of(), presence);
    }

    /** The same, of whose data so much is known. */
    public Population withSamples(double[] ofEach) {
        return new Population(clients, ImmutableDoubleArray.copyOf(ofEach), speeds, presence);
    }

    /** Training examples or sequences of a client; 1 where they are not known. */
    public double samples(int client) {
        return samples.isEmpty() ? 1 : samples.get(client);
    }

    /** Speed of a client; 1 where all are alike. */
    public double speed(int client) {
        return speeds.isEmpty() ? 1 : speeds.get(client);
    }
}
