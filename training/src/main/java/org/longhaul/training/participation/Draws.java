package org.longhaul.training.participation;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;

/** Draws that belong to a seed, a purpose, a round and a client, whoever else draws. */
final class Draws {
    private final long seed;

    Draws(long seed, String purpose) {
        this.seed = Hashes.next(Hashes.fnv1a(purpose) ^ Hashes.next(seed));
    }

    private long bits(long round, int client) {
        return Hashes.next(Hashes.next(seed ^ Hashes.next(round)) ^ client);
    }

    /** Uniform in [0, 1). */
    double uniform(long round, int client) {
        return (bits(round, client) >>> 11) * 0x1.0p-53;
    }

    /** So many of some clients without replacement, each set as likely as another; in ascending order. */
    List<Integer> some(List<Integer> clients, int count, long round) {
        if (count >= clients.size()) {
            return clients;
        }
        Smallest<Long> smallest = new Smallest<>(count);
        for (int client : clients) {
            smallest.offer(bits(round, client), client);
        }
        return smallest.clients();
    }

    /**
     * So many of all clients without replacement, one after another by chances in proportion to weights; in ascending order.
     *
     * @param logarithms of the weights, which may be larger or smaller than a number can be
     */
    List<Integer> weighted(double[] logarithms, int count, long round) {
        Smallest<Double> smallest = new Smallest<>(count);
        for (int client = 0; client < logarithms.length; client++) {
            smallest.offer(Math.log(-Math.log1p(-uniform(round, client))) - logarithms[client], client);
        }
        return smallest.clients();
    }

    /** Clients of a round where so many are stated, or a share of all. */
    static int count(@Nullable Integer stated, double share, int clients) {
        if (stated != null && stated > clients) {
            throw new IllegalArgumentException(
                    "clients (" + stated + ") of a round must not exceed the " + clients + " clients there are.");
        }
        return stated != null ? stated : (int) Math.max(1, Math.round(share * clients));
    }

    /** The clients of the smallest keys, of which the largest is on top: populations are large and cohorts small. */
    private static final class Smallest<K extends Comparable<K>> {
        private record Ticket<K extends Comparable<K>>(K key, int client) implements Comparable<Ticket<K>> {
            @Override
            public int compareTo(Ticket<K> other) {
                int byKey = key.compareTo(other.key);
                return byKey == 0 ? Integer.compare(client, other.client) : byKey;
            }
        }

        private final PriorityQueue<Ticket<K>> tickets = new PriorityQueue<>(Comparator.reverseOrder());
        private final int count;

        Smallest(int count) {
            this.count = count;
        }

        void offer(K key, int client) {
            if (tickets.size() < count) {
                tickets.add(new Ticket<>(key, client));
                return;
            }
            Ticket<K> largest = tickets.element();
            int byKey = key.compareTo(largest.key);
            if (byKey < 0 || (byKey == 0 && client < largest.client)) {
                tickets.remove();
                tickets.add(new Ticket<>(key, client));
            }
        }

        List<Integer> clients() {
            return tickets.stream().map(Ticket::client).sorted().toList();
        }
    }
}
