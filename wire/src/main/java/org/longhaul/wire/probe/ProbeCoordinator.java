package org.longhaul.wire.probe;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.longhaul.topology.measured.NearHosts;
import org.longhaul.topology.unit.Durations;
import tools.jackson.databind.json.JsonMapper;

/** Has the members measure, one thing after the other, and collects what they report; runs at the first member. */
final class ProbeCoordinator {
    private static final int EXCHANGES = 32;
    /** The first exchanges of a connection warm up both programs. */
    private static final int WARMING = 8;

    private static final long LONGEST_SILENCE_NANOS = 60_000_000_000L;

    private final int members;
    private final ProbeRadio radio;
    private final ProbeLimits limits;
    private final Consumer<String> progress;
    private final List<MeasuredNetwork.Host> hosts = new ArrayList<>();
    private final List<MeasuredNetwork.RoundTrip> roundTrips = new ArrayList<>();
    private final List<MeasuredNetwork.RateTest> rates = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    /** What a member's clock is ahead of the first member's by, nanoseconds. */
    private final long[] ahead;

    private final long[][] least;

    ProbeCoordinator(int members, ProbeRadio radio, ProbeLimits limits, Consumer<String> progress) {
        this.members = members;
        this.radio = radio;
        this.limits = limits;
        this.progress = progress;
        this.ahead = new long[members];
        this.least = new long[members][members];
    }

    /** Measures, and tells all members what was found, or why nothing was. */
    MeasuredNetwork measure() throws IOException, InterruptedException {
        try {
            return measured();
        } catch (IOException e) {
            tellAll(ProbeMessage.of(ProbeMessage.Kind.FAILED, String.valueOf(e.getMessage())), e);
            throw e;
        }
    }

    private void tellAll(ProbeMessage message, IOException cause) {
        for (int rank = 0; rank < members; rank++) {
            try {
                radio.order(rank, message);
            } catch (IOException lost) {
                // Whoever cannot be told is most likely the cause.
                cause.addSuppressed(lost);
            }
        }
    }

    private MeasuredNetwork measured() throws IOException, InterruptedException {
        String now = Clock.systemUTC().instant().toString();
        hello();
        pings();
        long begin = System.nanoTime();
        long bytes = tests(begin);
        MeasuredNetwork found =
                new MeasuredNetwork(now, hosts, roundTrips, rates, leftOut, bytes, (System.nanoTime() - begin) / 1e9);
        for (int rank = 0; rank < members; rank++) {
            radio.order(rank, ProbeMessage.of(ProbeMessage.Kind.END, found.json()));
        }
        return found;
    }

    private void hello() throws IOException, InterruptedException {
        MeasuredNetwork.Host[] known = new MeasuredNetwork.Host[members];
        for (int missing = members; missing > 0; missing--) {
            ProbeRadio.Report report = expect(ProbeMessage.Kind.HELLO, 0);
            known[report.rank()] =
                    JsonMapper.shared().readValue(report.message().text(), MeasuredNetwork.Host.class);
        }
        hosts.addAll(Arrays.asList(known));
    }

    private ProbeRadio.Report expect(ProbeMessage.Kind kind, int test) throws IOException, InterruptedException {
        while (true) {
            ProbeRadio.Report report = radio.next(LONGEST_SILENCE_NANOS);
            if (report == null) {
                throw new IOException("no member reported within " + Durations.rounded(LONGEST_SILENCE_NANOS / 1e9)
                        + " while the network was measured");
            }
            if (report.message().kind() == kind && report.message().test() == test) {
                return report;
            }
        }
    }

    private void pings() throws IOException, InterruptedException {
        int test = 1_000_000;
        for (int from = 0; from < members; from++) {
            for (int to = from + 1; to < members; to++) {
                test++;
                int exchanges = EXCHANGES + WARMING;
                radio.order(to, ProbeMessage.of(ProbeMessage.Kind.ECHO, test, from, exchanges));
                radio.order(from, ProbeMessage.of(ProbeMessage.Kind.PING, test, to, exchanges));
                stamps(
                        from,
                        to,
                        expect(ProbeMessage.Kind.STAMPS, test).message().values());
            }
        }
    }

    private void stamps(int from, int to, long[] stamps) {
        ClockStamps[] quickestFirst = new ClockStamps[EXCHANGES];
        for (int i = 0; i < EXCHANGES; i++) {
            int at = ProbeMember.STAMPS * (WARMING + i);
            quickestFirst[i] = new ClockStamps(stamps[at], stamps[at + 1], stamps[at + 2], stamps[at + 3]);
        }
        Arrays.sort(quickestFirst, Comparator.comparingLong(ClockStamps::roundTripNanos));
        if (from == 0) {
            ahead[to] = quickestFirst[0].offsetNanos();
        }
        long shortest = quickestFirst[0].roundTripNanos();
        long median = quickestFirst[EXCHANGES / 2].roundTripNanos();
        least[from][to] = shortest;
        least[to][from] = shortest;
        roundTrips.add(new MeasuredNetwork.RoundTrip(from, to, shortest, median, EXCHANGES));
        progress.accept("round trip " + name(from) + " - " + name(to) + ": " + Durations.rounded(shortest / 1e9)
                + " at least, " + Durations.rounded(median / 1e9) + " in the median");
    }

    private String name(int rank) {
        return hosts.get(rank).name();
    }

    private long tests(long begin) throws IOException, InterruptedException {
        List<RatePlan.Test> plan = RatePlan.of(
                members,
                NearHosts.groups(
                        least,
                        hosts.stream().map(host -> host.facts().machine()).toList()));
        long bytes = 0;
        for (int i = 0; i < plan.size(); i++) {
            RatePlan.Test test = plan.get(i);
            int left = plan.size() - i;
            double seconds =
                    Math.min(limits.secondsPerTest(), (limits.seconds() - (System.nanoTime() - begin) / 1e9) / left);
            long most = (limits.bytes() - bytes) / left;
            // A test that is over before a few round trips are says nothing.
            if (seconds < 8e-9 * roundTrip(test) || most < 64L << 10) {
                leftOut.add(words(test));
                continue;
            }
            MeasuredNetwork.RateTest made = new RateMeasurement(test, i + 1, streams(test), radio, ahead, hosts)
                    .measure(seconds, most, 3 * roundTrip(test));
            bytes += made.bytes();
            if (made.payloadBytesPerSecond() <= 0) {
                // A busy host may send nothing before its limit, which says nothing of the network.
                leftOut.add(words(test) + ", in whose time nothing arrived");
                continue;
            }
            rates.add(made);
            progress.accept(String.format(
                    Locale.ROOT,
                    "test %d of %d, %s: %.4g MB/s, %.4g Mbit/s on the line%s (%s, %.3g MB)",
                    i + 1,
                    plan.size(),
                    words(test),
                    made.payloadBytesPerSecond() / 1e6,
                    made.lineBitsPerSecond() / 1e6,
                    made.isSteady() ? "" : " or more",
                    Durations.rounded(made.seconds()),
                    made.bytes() / 1e6));
        }
        return bytes;
    }

    private int streams(RatePlan.Test test) {
        int flows = test.flows().size();
        return (limits.streams() + flows - 1) / flows;
    }

    private long roundTrip(RatePlan.Test test) {
        long longest = 0;
        for (int[] flow : test.flows()) {
            longest = Math.max(longest, least[flow[0]][flow[1]]);
        }
        return longest;
    }

    private String words(RatePlan.Test test) {
        int[] first = test.flows().get(0);
        return test.kind().of(name(first[0]), name(first[1]), test.flows().size());
    }
}
