package org.longhaul.training.communicate;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.GlooGroup;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorException;

/**
 * Exchanges over TCP through Gloo.
 *
 * <p>All members are connected from the beginning, each with each, for sums over all of them and for what goes from one to
 * another. A sum over some of them makes a group with connections of its own when it is first asked for; all of its members then
 * meet.
 *
 * <p>A sum is Gloo's ring; sums of one group run two at a time, in the order in which they were begun.
 */
public final class GlooTransport implements Transport {
    private static final Pending NOTHING = () -> {};

    private final int rank;
    private final int size;
    private final AddressBook book;
    private final Settings settings;
    private final List<Integer> everyone;
    private final Map<List<Integer>, GlooGroup> groups = new HashMap<>();

    /**
     * How the others are met and how long they are waited for.
     *
     * @param host name or address of this machine at which the others reach it; nothing is listened to elsewhere
     * @param setUp how long the others may take to come
     * @param silence how long an exchange may make no progress before it is given up: longer than the slowest step of the
     *     slowest member, and than an outage that is to be survived
     */
    public record Settings(String host, Duration setUp, Duration silence) {
        public Settings {
            if (setUp.toMillis() < 1 || silence.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "setUp (" + setUp + ") and silence (" + silence + ") must be positive");
            }
        }
    }

    /**
     * Meets all other members.
     *
     * @param rank the member that this process is
     * @param size members in all
     * @param book where addresses are left, for this transport alone
     * @throws LostMemberException if somebody does not come in time
     */
    public GlooTransport(int rank, int size, AddressBook book, Settings settings) {
        if (rank < 0 || rank >= size) {
            throw new IllegalArgumentException("rank " + rank + " of " + size + " members");
        }
        this.rank = rank;
        this.size = size;
        this.book = book;
        this.settings = settings;
        everyone = IntStream.range(0, size).boxed().toList();
        if (size > 1) {
            group(everyone);
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Pending allReduceSum(Tensor vector, List<Integer> members) {
        if (members.size() < 2 || !members.contains(rank)) {
            throw new IllegalArgumentException("rank " + rank + " adds up over " + members);
        }
        return begin(vector, () -> group(members).allReduceSum(vector), "add up with", members);
    }

    @Override
    public Pending send(Tensor vector, int to) {
        return begin(vector, () -> group(everyone).send(vector, other(to)), "send to", List.of(to));
    }

    @Override
    public Pending receive(Tensor into, int from) {
        return begin(into, () -> group(everyone).receive(into, other(from)), "receive from", List.of(from));
    }

    private int other(int member) {
        if (member == rank || member < 0 || member >= size) {
            throw new IllegalArgumentException("rank " + rank + " of " + size + " exchanges with " + member);
        }
        return member;
    }

    /** Begins something; a loss that shows at once is told by whoever awaits, as any other. */
    private Pending begin(Tensor tensor, Supplier<GlooGroup.Begun> call, String what, List<Integer> members) {
        if (tensor.elements() == 0) {
            return NOTHING;
        }
        long start = System.nanoTime();
        try {
            GlooGroup.Begun begun = call.get();
            return () -> {
                try {
                    begun.await();
                } catch (TensorException e) {
                    throw lost(what, members, start, e);
                }
            };
        } catch (TensorException e) {
            return () -> {
                throw lost(what, members, start, e);
            };
        }
    }

    private LostMemberException lost(String what, List<Integer> members, long start, TensorException cause) {
        List<Integer> others = members.stream().filter(member -> member != rank).toList();
        return new LostMemberException(
                String.format(
                        Locale.ROOT,
                        "member %d tried to %s %s%s for %.1f s: %s",
                        rank,
                        what,
                        others.size() == 1 ? "member " : "members ",
                        others.size() == 1 ? others.get(0) : others,
                        (System.nanoTime() - start) / 1e9,
                        cause.getMessage()),
                cause);
    }

    private GlooGroup group(List<Integer> members) {
        return groups.computeIfAbsent(List.copyOf(members), this::meet);
    }

    private GlooGroup meet(List<Integer> members) {
        long start = System.nanoTime();
        try {
            return GlooGroup.connect(
                    settings.host,
                    members.indexOf(rank),
                    members.size(),
                    keys(members),
                    settings.setUp,
                    settings.silence);
        } catch (TensorException e) {
            throw lost("meet", members, start, e);
        }
    }

    /** The address book with keys for one group. */
    private AddressBook keys(List<Integer> members) {
        String prefix = "gloo " + members + " ";
        return new AddressBook() {
            @Override
            public void put(String key, byte[] value) {
                book.put(prefix + key, value);
            }

            @Override
            public byte[] get(String key) {
                return book.get(prefix + key);
            }
        };
    }

    @Override
    public void close() {
        groups.values().forEach(GlooGroup::close);
        groups.clear();
    }
}
