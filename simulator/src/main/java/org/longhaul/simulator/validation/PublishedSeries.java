package org.longhaul.simulator.validation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;

/** Measurements by others, between hosts of public clouds, which only judge and bind bars of their own. */
final class PublishedSeries {

    static final String SINGLE_STREAMS = "streams with default buffers";
    static final String NCCL = "all-reduce of NCCL";
    static final String GLOO = "all-reduce of Gloo";
    static final String TRAINING_FAST = "exchanges in real training, 1 Gbit/s";
    static final String TRAINING_SLOW = "exchanges in real training, 50 Mbit/s";

    /** Sockets that NCCL opens to each host on machines of that provider: 2 threads of 8 ({@code net_socket.cc}). */
    private static final int NCCL_SOCKETS = 16;

    /** Round trip of hosts in one place, ms: nobody published theirs, and up to some milliseconds it makes no difference. */
    private static final double TRAINING_RTT_MILLIS = 0.2;

    private static final double TRAINING_FAST_MBIT = 1000;

    private final Judging judging;
    private final Map<String, CaseTable.Row> hosts = new HashMap<>();

    private PublishedSeries(Judging judging) {
        this.judging = judging;
        CaseTable.read("cloud-hosts.csv").forEach(host -> hosts.put(host.text("provider"), host));
    }

    /** Judges every case. */
    static void judge(Judging judging) {
        PublishedSeries series = new PublishedSeries(judging);
        CaseTable.read("single-streams.csv").forEach(series::streams);
        CaseTable.read("cloud-pairs.csv").forEach(series::pair);
        CaseTable.read("library-all-reduce.csv").forEach(series::allReduce);
        CaseTable.read("training-all-reduce.csv").forEach(series::training);
    }

    /** Name of the group of pairs from one provider's hosts to another's. */
    static String pairs(String from, String to) {
        return "cloud pairs, " + title(from) + " to " + title(to);
    }

    private static String title(String provider) {
        return provider.equals("azure") ? "Azure" : provider.toUpperCase(Locale.ROOT);
    }

    private void streams(CaseTable.Row row) {
        String provider = row.text("provider");
        judge(
                SINGLE_STREAMS,
                row.text("source") + " to " + row.text("target"),
                row,
                HostBuffers.LINUX_DEFAULT.window(),
                provider,
                provider);
    }

    private void pair(CaseTable.Row row) {
        String from = provider(row.text("source"));
        String to = provider(row.text("target"));
        String way =
                row.text("source") + tier(row, "source_tier") + " to " + row.text("target") + tier(row, "target_tier");
        judge(pairs(from, to), way, row, NetworkUnderTest.MEASURED_WINDOW, from, to);
    }

    private void allReduce(CaseTable.Row row) {
        boolean isNccl = row.text("library").equals(NcclLibrary.ID);
        GlooLibrary gloo = new GlooLibrary();
        NcclLibrary nccl = new NcclLibrary();
        LibraryProfile library = isNccl
                ? nccl.profile(nccl.defaults(), HostBuffers.LINUX_DEFAULT.sendBuffer())
                : gloo.profile(gloo.defaults(), HostBuffers.LINUX_DEFAULT.sendBuffer());
        int hosts = (int) row.whole("nodes");
        double gbit = row.number("egress_gbit");
        double oneWayMillis = row.number("egress_one_way_ms");
        long bytes = row.whole("mebibytes") << 20;
        String name = hosts + " hosts, " + row.text("mebibytes") + " MiB, " + row.text("egress_gbit")
                + " Gbit/s, one way " + row.text("egress_one_way_ms") + " ms";
        MeasuredPath path =
                new MeasuredPath(CongestionControl.CUBIC, gbit * 1e9, 2 * oneWayMillis * 1e-3, 0, null, bytes / hosts);
        judging.judge(
                () -> LibraryBed.shapedEgress(judging.underTest(), CongestionControl.CUBIC)
                        .allReduceSeconds(library, isNccl ? NCCL_SOCKETS : 1, hosts, bytes, gbit, oneWayMillis),
                new ValidationCase(
                        ValidationCase.Source.PUBLISHED,
                        isNccl ? NCCL : GLOO,
                        name,
                        false,
                        path,
                        row.number("measured_s"),
                        row.figure(),
                        "s",
                        Map.of()));
    }

    /** Synchronous exchanges of a training job by NCCL, over one socket a pair as it has outside of clouds that it knows. */
    private void training(CaseTable.Row row) {
        NcclLibrary nccl = new NcclLibrary();
        LibraryProfile library = nccl.profile(nccl.defaults(), HostBuffers.LINUX_DEFAULT.sendBuffer());
        int hosts = (int) row.whole("hosts");
        double mbit = row.number("link_mbit");
        long bytes = row.whole("bytes");
        long queueBytes = Math.round(mbit * 1e6 / 8 * row.number("queue_ms") * 1e-3);
        MeasuredPath path = MeasuredPath.of(row.control(), mbit, TRAINING_RTT_MILLIS, 0, queueBytes, bytes / hosts);
        judging.judge(
                () -> LibraryBed.shapedLinks(judging.underTest(), row.control(), mbit * 1e-3, queueBytes)
                        .allReduceSeconds(library, 1, hosts, bytes, mbit * 1e-3, TRAINING_RTT_MILLIS / 2),
                new ValidationCase(
                        ValidationCase.Source.PUBLISHED,
                        mbit >= TRAINING_FAST_MBIT ? TRAINING_FAST : TRAINING_SLOW,
                        row.text("method") + ", " + hosts + " hosts, " + bytes + " bytes",
                        false,
                        path,
                        row.number("measured_s"),
                        row.figure(),
                        "s",
                        Map.of()));
    }

    private static String provider(String region) {
        return region.substring(0, region.indexOf(':'));
    }

    private static String tier(CaseTable.Row row, String column) {
        return row.text(column).equals("premium") ? "" : " (" + row.text(column) + " tier)";
    }

    private void judge(String group, String way, CaseTable.Row row, long window, String from, String to) {
        double egressMbit = 1000 * host(from).number("egress_gbit");
        double ingressMbit = 1000 * host(to).number("ingress_gbit");
        int streams = (int) row.whole("streams");
        String name = row.text("congestion_control") + ", " + way + ", RTT " + row.text("rtt_ms") + " ms, " + streams
                + (streams == 1 ? " stream" : " streams");
        // Nobody outside knows what queues such a path has.
        MeasuredPath path = new MeasuredPath(
                row.control(), Math.min(egressMbit, ingressMbit) * 1e6, row.number("rtt_ms") * 1e-3, 0, null, null);
        judging.judge(
                () -> new CloudBed(judging.underTest(), row.control(), window)
                        .received(egressMbit, ingressMbit, row.number("rtt_ms"), streams, row.number("seconds")),
                new ValidationCase(
                        ValidationCase.Source.PUBLISHED,
                        group,
                        name,
                        false,
                        path,
                        row.number("measured_gbit"),
                        row.figure(),
                        "Gbit/s",
                        Map.of()));
    }

    private CaseTable.Row host(String provider) {
        CaseTable.Row host = hosts.get(provider);
        if (host == null) {
            throw new IllegalStateException("cloud-hosts.csv has no " + provider + ".");
        }
        return host;
    }
}
