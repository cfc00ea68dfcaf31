package org.longhaul.wire.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.writer.Remarks;
import org.longhaul.topology.measured.MeasuredTopology;
import org.longhaul.topology.measured.Measurements;
import org.longhaul.topology.measured.NearHosts;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** Makes a topology of what members measured, and says which measurements it does not agree with. */
final class NetworkInference {
    /** More than one process brings onto a line by TCP: it is the memory of one machine that was measured. */
    private static final long FASTEST = 100_000_000_000L;

    private final MeasuredNetwork measured;
    private final boolean isOneMachine;
    private final Measurements.Source source;

    NetworkInference(MeasuredNetwork measured) {
        this.measured = measured;
        this.isOneMachine = measured.isOneMachine();
        this.source = new Measurements.Source("measurements.json", "network probe", measured.measuredAt());
    }

    MeasuredTopology topology(String name) {
        Measurements measurements = new Measurements();
        int n = measured.hosts().size();
        long[][] least = new long[n][n];
        for (MeasuredNetwork.RoundTrip each : measured.roundTrips()) {
            least[each.from()][each.to()] = each.leastNanos();
            least[each.to()][each.from()] = each.leastNanos();
            measurements.roundTrip(host(each.from()), host(each.to()), each.leastNanos(), source);
        }
        rates(measurements);
        List<@Nullable String> machines = new ArrayList<>();
        measured.hosts().forEach(host -> machines.add(host.facts().machine()));
        for (List<Integer> place : NearHosts.groups(least, machines)) {
            measurements.place(place.stream().map(this::host).toList());
        }
        MeasuredTopology made = measurements.topology(name);
        return withRemarks(made);
    }

    private String host(int rank) {
        return measured.hosts().get(rank).name();
    }

    /**
     * On one machine all that sends at once shares its processors: what each had while everyone sent to the next is what
     * exchanges will have, so that counts, and no test of a pair alone.
     */
    private void rates(Measurements measurements) {
        for (MeasuredNetwork.RateTest test : measured.rates()) {
            boolean isPair = test.kind() == MeasuredNetwork.Kind.ALONE;
            boolean isBusy = test.kind() == MeasuredNetwork.Kind.EVERYONE
                    || (measured.hosts().size() == 2 && test.kind() == MeasuredNetwork.Kind.BOTH_WAYS);
            if (isOneMachine ? isBusy : isPair) {
                for (MeasuredNetwork.Flow flow : test.flows()) {
                    long rate = isPair ? test.lineBitsPerSecond() : flow.lineBitsPerSecond();
                    if (rate > 0) {
                        measurements.rate(host(flow.from()), host(flow.to()), bandwidth(rate), doubt(test), source);
                    }
                }
            } else if (!isOneMachine && test.kind() != MeasuredNetwork.Kind.BOTH_WAYS && !isBusy) {
                List<String> senders = test.flows().stream()
                        .map(flow -> host(flow.from()))
                        .distinct()
                        .toList();
                List<String> receivers = test.flows().stream()
                        .map(flow -> host(flow.to()))
                        .distinct()
                        .toList();
                measurements.together(senders, receivers, bandwidth(test.lineBitsPerSecond()), doubt(test), source);
            }
        }
    }

    private static @Nullable String doubt(MeasuredNetwork.RateTest test) {
        return test.isSteady() ? null : "it still grew when its limit came";
    }

    private static Bandwidth bandwidth(long bitsPerSecond) {
        return new Bandwidth(Math.min(bitsPerSecond, FASTEST));
    }

    private MeasuredTopology withRemarks(MeasuredTopology made) {
        List<String> warnings = new ArrayList<>(made.warnings());
        if (isOneMachine) {
            warnings.add(
                    "all members are on one machine: round trips and rates are those of its memory and processors, of no"
                            + " network; the rates are what each member had while everyone sent, at most "
                            + new Bandwidth(FASTEST));
        }
        List<String> table = new ArrayList<>();
        disagreements(made.topology(), warnings, table);
        measured.leftOut().forEach(each -> warnings.add("not measured, since no time or bytes were left: " + each));
        List<String> heading = new ArrayList<>();
        heading.add(
                "Measured between the members of a run, before it; a topology like any other: edit it as you like.");
        heading.add(
                "Bandwidth: what lines carry, with the headers of IP and TCP. Latency: halves of the least round trips.");
        heading.add("INFERRED: nobody measured it; the rule stands behind it.");
        heading.add("Source: " + source.file() + ", " + source.date());
        warnings.forEach(each -> heading.add("Warning: " + each));
        heading.add("Measured at " + measured.measuredAt() + " in "
                + Durations.rounded(measured.seconds()) + " with "
                + String.format(Locale.ROOT, "%.4g MB", measured.bytes() / 1e6)
                + " of payload. Mbit/s on the line, headers included; beside it what this network allows:");
        heading.addAll(table);
        heading.add("");
        return new MeasuredTopology(
                made.topology(), new Remarks(heading, made.remarks().ofLink()), warnings, made.pairs());
    }

    private void disagreements(Topology topology, List<String> warnings, List<String> table) {
        AllowedRates allowed = new AllowedRates(topology);
        for (MeasuredNetwork.RoundTrip each : measured.roundTrips()) {
            table.add("  round trip " + host(each.from()) + " - " + host(each.to()) + ": "
                    + Durations.rounded(each.leastNanos() / 1e9) + " at least, "
                    + Durations.rounded(each.medianNanos() / 1e9) + " in the median");
        }
        for (MeasuredNetwork.RateTest test : measured.rates()) {
            int[] from = test.flows().stream()
                    .mapToInt(flow -> topology.nodeIndex(host(flow.from())))
                    .toArray();
            int[] to = test.flows().stream()
                    .mapToInt(flow -> topology.nodeIndex(host(flow.to())))
                    .toArray();
            double most = allowed.together(from, to, test.streams());
            double ratio = test.lineBitsPerSecond() / most;
            String words = String.format(
                    Locale.ROOT,
                    "%s: %.4g%s, allowed %.4g",
                    words(test),
                    test.lineBitsPerSecond() / 1e6,
                    test.isSteady() ? "" : " or more",
                    most / 1e6);
            table.add("  " + words);
            if (!isOneMachine && ratio > AllowedRates.FASTER) {
                warnings.add("faster than the network that was inferred allows: " + words + " Mbit/s");
            } else if (!isOneMachine && ratio < AllowedRates.SLOWER) {
                warnings.add(
                        "slower than the network that was inferred allows: " + words
                                + " Mbit/s; windows, losses, other traffic, busy processors or a shared line that no test showed");
            }
        }
    }

    private String words(MeasuredNetwork.RateTest test) {
        MeasuredNetwork.Flow first = test.flows().get(0);
        return test.kind().of(host(first.from()), host(first.to()), test.flows().size());
    }
}
