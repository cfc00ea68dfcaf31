package org.longhaul.training.communicate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.longhaul.training.tensor.AddressBook;
import org.longhaul.training.tensor.Doorkeeper;
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
     * @param doorkeeper who keeps others than the members from connecting
     */
    public record Settings(String host, Duration setUp, Duration silence, Doorkeeper doorkeeper) {
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
        return begin(vector, members, group -> group.allReduceSum(vector), "added up with", members);
    }

    @Override
    public Pending send(Tensor vector, int to) {
        return begin(vector, everyone, group -> group.send(vector, other(to)), "sent to", List.of(to));
    }

    @Override
    public Pending receive(Tensor into, int from) {
        return begin(into, everyone, group -> group.receive(into, other(from)), "received from", List.of(from));
    }

    private int other(int member) {
        if (member == rank || member < 0 || member >= size) {
            throw new IllegalArgumentException("rank " + rank + " of " + size + " exchanges with " + member);
        }
        return member;
    }

    /** Begins something; a loss that shows at once is told by whoever awaits, as any other. */
    private Pending begin(
            Tensor tensor,
            List<Integer> members,
            Function<GlooGroup, GlooGroup.Begun> call,
            String what,
            List<Integer> others) {
        if (tensor.elements() == 0) {
            return NOTHING;
        }
        Instant since = Instant.now();
        GlooGroup group = group(members);
        try {
            GlooGroup.Begun begun = call.apply(group);
            return () -> {
                try {
                    begun.await();
                } catch (TensorException e) {
                    throw lost(group.memberNamedIn(e), members, what, others, since, e);
                }
            };
        } catch (TensorException e) {
            return () -> {
                throw lost(group.memberNamedIn(e), members, what, others, since, e);
            };
        }
    }

    private LostMemberException lost(
            OptionalInt place,
            List<Integer> members,
            String what,
            List<Integer> with,
            Instant since,
            TensorException cause) {
        List<Integer> others = with.stream().filter(member -> member != rank).toList();
        return new LostMemberException(
                String.format(
                        Locale.ROOT,
                        "member %d lost %s, at %s or before: it %s %s since %s; %s",
                        rank,
                        place.isPresent()
                                ? "member " + members.get(place.getAsInt())
                                : others.size() == 1 ? "member " + others.get(0) : "one of members " + others,
                        Instant.now().truncatedTo(ChronoUnit.MILLIS),
                        what,
                        others.size() == 1 ? "member " + others.get(0) : "members " + others,
                        since.truncatedTo(ChronoUnit.MILLIS),
                        cause.getMessage()),
                cause);
    }

    private GlooGroup group(List<Integer> members) {
        return groups.computeIfAbsent(List.copyOf(members), this::meet);
    }

    private GlooGroup meet(List<Integer> members) {
        Instant since = Instant.now();
        try {
            return GlooGroup.connect(
                    settings.host,
                    members.indexOf(rank),
                    members.size(),
                    book.under("gloo " + members + " "),
                    settings.doorkeeper,
                    settings.setUp,
                    settings.silence);
        } catch (TensorException e) {
            throw lost(OptionalInt.empty(), members, "waited for", members, since, e);
        }
    }

    @Override
    public void close() {
        groups.values().forEach(GlooGroup::close);
        groups.clear();
    }
}
