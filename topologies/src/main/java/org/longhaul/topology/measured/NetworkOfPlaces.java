package org.longhaul.topology.measured;

import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.writer.Remarks;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Makes a network of places from tests of several hosts at once: in each place a switch, before it each host's own line, and
 * between the switches of every two places a line that their hosts share. Where a place cannot send to all others at once what
 * it can send to each, its lines share one of their own before them.
 *
 * <p>A rate that several tests show is the mean of those within 2 % of the greatest, since TCP seldom fills a line. Where what a group sent is what its hosts
 * can send, the line between places was not seen: it is as wide as they are. Whoever measured writes the file's heading.
 */
final class NetworkOfPlaces {
    private static final double ALIKE = 0.98;
    /** What hosts send together is bound by a line that they share if it is below this part of what they can send. */
    private static final double BOUND = 0.9;

    private static final double TOLERANCE = 1.1;
    private static final long SMALL_NANOS = 200_000;

    private final Lines lines;
    private final MeasuredValues findings;
    private final List<List<String>> places;
    private final int hosts;
    private final int[] placeOf;
    private final long[] up;
    private final long[] down;
    private final long[] access;
    private final Topology.Builder builder;
    private final Map<String, String> remarks = new LinkedHashMap<>();
    private final List<String> unseen = new ArrayList<>();
    private final List<String> doubted = new ArrayList<>();

    NetworkOfPlaces(String name, Lines lines, MeasuredValues findings, List<List<String>> places) {
        this.lines = lines;
        this.findings = findings;
        this.places = places;
        this.hosts = lines.hosts.size();
        this.placeOf = new int[hosts];
        this.builder = Topology.builder(name).relayingHosts(false).paths(PathRule.FEWEST_LINKS);
        for (int p = 0; p < places.size(); p++) {
            for (String host : places.get(p)) {
                placeOf[lines.index(host)] = p;
            }
        }
        this.up = new long[hosts];
        this.down = new long[hosts];
        for (int i = 0; i < hosts; i++) {
            int own = i;
            String host = lines.hosts.get(i);
            up[i] = typical(
                    IntStream.range(0, hosts)
                            .filter(j -> lines.rateOf[own][j] != null)
                            .mapToLong(j -> lines.rate[own][j]),
                    test -> test.senders().equals(ImmutableSet.of(host)));
            down[i] = typical(
                    IntStream.range(0, hosts)
                            .filter(j -> lines.rateOf[j][own] != null)
                            .mapToLong(j -> lines.rate[j][own]),
                    test -> test.receivers().equals(ImmutableSet.of(host)));
            up[i] = up[i] == 0 ? lines.up[i] : up[i];
            down[i] = down[i] == 0 ? lines.down[i] : down[i];
        }
        this.access = accessLatencies();
    }

    /** The mean of those measurements that are nearly as great as the greatest; 0 where there are none. */
    private long typical(LongStream alone, Predicate<MeasuredValues.Together> counts) {
        long[] all = LongStream.concat(
                        alone,
                        findings.together.stream().filter(counts).mapToLong(MeasuredValues.Together::bitsPerSecond))
                .toArray();
        long most = Arrays.stream(all).max().orElse(0);
        return Math.round(Arrays.stream(all)
                .filter(each -> each >= ALIKE * most)
                .average()
                .orElse(0));
    }

    /**
     * One way, nanoseconds: half a round trip is the sum of both ends' lines. Of three or more hosts of a place by least
     * squares, of two half each; a host by itself has its delay on the lines to others.
     */
    private long[] accessLatencies() {
        long[] result = new long[hosts];
        for (List<String> place : places) {
            int[] own = place.stream().mapToInt(lines::index).toArray();
            int n = own.length;
            double[] sum = new double[n];
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    sum[a] += a == b ? 0 : lines.roundTrip[own[a]][own[b]] / 2.0;
                }
            }
            double all = Arrays.stream(sum).sum() / Math.max(1, 2 * n - 2);
            for (int a = 0; a < n && n > 1; a++) {
                result[own[a]] = Math.round(n == 2 ? sum[a] / 2 : Math.max(0, (sum[a] - all) / (n - 2)));
            }
        }
        return result;
    }

    MeasuredTopology topology() {
        boolean isStar = places.size() == 1;
        String[] hub = new String[places.size()];
        for (int p = 0; p < hub.length; p++) {
            hub[p] = unused(isStar ? "switch" : site(p) + "-switch");
        }
        for (int i = 0; i < hosts; i++) {
            builder.node(Node.host(lines.hosts.get(i), site(placeOf[i])));
        }
        for (int p = 0; p < hub.length; p++) {
            builder.node(Node.switchOf(hub[p], site(p)));
        }
        for (int i = 0; i < hosts; i++) {
            String host = lines.hosts.get(i);
            String id = host + "--" + hub[placeOf[i]];
            link(id, host, hub[placeOf[i]], up[i], down[i], access[i]);
            remarks.put(id, "up and down: the most that tests showed of this host");
        }
        joinPlaces(hub);
        roundTrips();
        notes();
        return new MeasuredTopology(builder.build(), new Remarks(List.of(), remarks), findings.warnings, pairs());
    }

    private void link(String id, String from, String to, long forward, long backward, long nanos) {
        builder.link(new Link(
                id,
                from,
                to,
                new Bandwidth(Math.max(1, rounded(forward))),
                new Bandwidth(Math.max(1, rounded(backward))),
                Duration.ofNanos(rounded(nanos)),
                0,
                null,
                null));
    }

    /** To four digits: no measurement is better. */
    private static long rounded(long value) {
        return BigDecimal.valueOf(value).round(new MathContext(4)).longValue();
    }

    private String site(int place) {
        return places.size() == 1
                ? "site"
                : places.get(place).size() == 1 ? places.get(place).get(0) : unused("site" + place);
    }

    private String unused(String name) {
        String free = name;
        while (lines.index(free) >= 0) {
            free += "-";
        }
        return free;
    }

    private void joinPlaces(String[] hub) {
        int n = places.size();
        long[][] wide = new long[n][n];
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < n; q++) {
                wide[p][q] = p == q ? 0 : between(p, q);
            }
        }
        String[] gate = hub.clone();
        for (int p = 0; p < n; p++) {
            gate[p] = n > 2 && places.get(p).size() > 1 ? gate(p, hub[p], wide) : hub[p];
        }
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                String id = site(p) + "--" + site(q);
                link(id, gate[p], gate[q], wide[p][q], wide[q][p], betweenNanos(p, q));
                remarks.put(id, "forward " + origin(p, q) + "; backward " + origin(q, p));
            }
        }
    }

    /** What the line from one place to another carries. */
    private long between(int p, int q) {
        long carried = typical(alone(p, q), test -> isTest(test, places.get(p), places.get(q)));
        long most = Math.min(sum(p, up), sum(q, down));
        if (carried == 0) {
            return most;
        }
        return carried < BOUND * most || isPair(p, q) ? carried : Math.max(most, carried);
    }

    private LongStream alone(int p, int q) {
        return IntStream.range(0, hosts).filter(i -> placeOf[i] == p).boxed().flatMapToLong(i -> IntStream.range(
                        0, hosts)
                .filter(j -> placeOf[j] == q && lines.rateOf[i][j] != null)
                .mapToLong(j -> lines.rate[i][j]));
    }

    private boolean isPair(int p, int q) {
        return places.get(p).size() + places.get(q).size() == 2;
    }

    private String origin(int p, int q) {
        String way = site(p) + " -> " + site(q);
        long most = Math.min(sum(p, up), sum(q, down));
        MeasuredValues.Together test = findings.together.stream()
                .filter(each -> isTest(each, places.get(p), places.get(q)))
                .findFirst()
                .orElse(null);
        if (test == null && !isPair(p, q)) {
            unseen.add(way + " (nobody measured both places at once)");
            return "INFERRED, as wide as the hosts' own lines or as one pair alone";
        }
        if (between(p, q) >= BOUND * most && !isPair(p, q)) {
            unseen.add(way);
            return "not seen: all hosts together send what they can; as wide as their own lines";
        }
        if (test != null && test.doubt() != null) {
            doubted.add(way + " (" + test.doubt() + ")");
        }
        return isPair(p, q) ? "of the pair alone" : "of all their hosts at once";
    }

    private static boolean isTest(MeasuredValues.Together test, List<String> senders, List<String> receivers) {
        return test.senders().equals(ImmutableSet.copyOf(senders))
                && test.receivers().equals(ImmutableSet.copyOf(receivers));
    }

    private long sum(int place, long[] of) {
        return places.get(place).stream()
                .mapToLong(host -> of[lines.index(host)])
                .sum();
    }

    private long betweenNanos(int p, int q) {
        double[] all = IntStream.range(0, hosts)
                .filter(i -> placeOf[i] == p)
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, hosts)
                        .filter(j -> placeOf[j] == q)
                        .mapToDouble(j -> lines.roundTrip[i][j] / 2.0 - access[i] - access[j]))
                .sorted()
                .toArray();
        return Math.max(0, Math.round((all[(all.length - 1) / 2] + all[all.length / 2]) / 2));
    }

    /** Adds a line that all lines of a place share, where it cannot use them all at once; returns where they begin. */
    private String gate(int p, String hub, long[][] wide) {
        List<String> own = places.get(p);
        List<String> others =
                lines.hosts.stream().filter(host -> !own.contains(host)).toList();
        long out = typical(LongStream.empty(), test -> isTest(test, own, others));
        long in = typical(LongStream.empty(), test -> isTest(test, others, own));
        long outMost = Math.min(sum(p, up), Arrays.stream(wide[p]).sum());
        long inMost = Math.min(
                sum(p, down), Arrays.stream(wide).mapToLong(row -> row[p]).sum());
        boolean isOut = out > 0 && out < BOUND * outMost;
        boolean isIn = in > 0 && in < BOUND * inMost;
        if (!isOut && !isIn) {
            return hub;
        }
        String gate = unused(site(p) + "-gate");
        builder.node(Node.switchOf(gate, site(p)));
        String id = hub + "--" + gate;
        link(id, hub, gate, isOut ? out : Math.max(out, outMost), isIn ? in : Math.max(in, inMost), 0);
        remarks.put(id, "what all lines of " + site(p) + " share: of a test to all other places at once");
        return gate;
    }

    /** What the inferred lines make of each round trip, beside what was measured. */
    private void roundTrips() {
        List<String> off = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            for (int j = i + 1; j < hosts; j++) {
                long made = roundTrip(i, j);
                long seen = lines.roundTrip[i][j];
                if (Math.max(made, seen) > TOLERANCE * Math.min(made, seen) && Math.abs(made - seen) > SMALL_NANOS) {
                    off.add(lines.hosts.get(i) + " - " + lines.hosts.get(j) + " " + Words.time(seen) + ", by the lines "
                            + Words.time(made));
                }
            }
        }
        if (!off.isEmpty()) {
            findings.warnings.add("round trips that the lines do not make: " + Words.list(off));
        }
    }

    private long roundTrip(int i, int j) {
        long wide = placeOf[i] == placeOf[j] ? 0 : betweenNanos(placeOf[i], placeOf[j]);
        return 2 * (access[i] + access[j] + wide);
    }

    private List<MeasuredTopology.Pair> pairs() {
        List<MeasuredTopology.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            for (int j = i + 1; j < hosts; j++) {
                boolean isKnown = lines.rateOf[i][j] != null && lines.rateOf[j][i] != null;
                pairs.add(new MeasuredTopology.Pair(
                        lines.hosts.get(i),
                        lines.hosts.get(j),
                        new Bandwidth(lines.rate[i][j]),
                        new Bandwidth(lines.rate[j][i]),
                        lines.roundTrip[i][j],
                        isKnown ? null : "rates of pairs that were not tested"));
            }
        }
        return pairs;
    }

    private void notes() {
        builder.note("measured: " + findings.files.get(0) + "; "
                + findings.delays.get(0).origin().date());
        builder.note(TopologyNote.inferred("places by round trips: "
                + String.join(
                        "; ",
                        places.stream().map(each -> String.join(", ", each)).toList())));
        builder.note(TopologyNote.inferred(
                "queues: no test tells them; one bandwidth-delay product each, as of a link that states none"));
        if (!unseen.isEmpty()) {
            builder.note(
                    TopologyNote.inferred("lines between places that no test filled, as wide as the hosts' own lines: "
                            + Words.list(unseen)));
        }
        if (!doubted.isEmpty()) {
            builder.note(TopologyNote.adapted("rates that may be higher: " + Words.list(doubted)));
        }
    }
}
