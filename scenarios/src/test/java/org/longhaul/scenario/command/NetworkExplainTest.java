package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code longhaul network explain}: what it prints, draws and refuses. */
final class NetworkExplainTest {
    private static final String DUMBBELL =
            "{builder: two-sites, hostsPerSite: 2, access: 1 Gbit/s, wide: 100 Mbit/s, wideLatency: 15 ms}";

    @TempDir
    Path folder;

    /** The packet network is left out of the golden texts: it is judged by its own tests. */
    @Test
    void aTransferOverAbileneIsExplained() {
        assertThat(Said.done(
                        "network",
                        "explain",
                        "abilene",
                        "--from",
                        "seattle",
                        "--to",
                        "new-york",
                        "--bytes",
                        "250MB",
                        "--packet-limit",
                        "1"))
                .isEqualTo(
                        """
                        250 MB from seattle to new-york on abilene: 1.15 s, 1.73 Gbit/s, mostly slow start (71%).

                        path         seattle -> denver -> kansas-city -> indianapolis -> chicago -> new-york (5 links)
                        round trip   70.1 ms of propagation
                        bottleneck   seattle -> denver: 9.95 Gbit/s, 100% in use on the plain fluid
                                     bandwidth-delay product 87.3 MB, queue 87.3 MB (none stated)
                        connections  1 new one, cubic, windows up to 67.1 MB (linux-tuned)

                        term               seconds  share  what it is
                        ────────────────  ────────  ─────  ────────────────────────────────────────────────────────────
                        propagation       0.035074   3.0%  the first byte's way over 5 links
                        serialisation     0.200944  17.4%  the payload at the rate of seattle -> denver, alone
                        connection setup  0.070148   6.1%  one round trip before the first byte
                        slow start        0.816605  70.7%  10 segments in the first round trip (70.1 ms), then doubling
                        maximum window    0.031737   2.7%  67.1 MB (linux-tuned) each round trip: at most 7.65 Gbit/s
                        headers           0.000036   0.0%  52 of every 1500 bytes
                        together          1.154545   100%  the time on 'flow'
                        No part in it here: idle restart, acknowledgements, loss limit, queueing, retransmission timeout, rtt bias.

                        model       time  to flow
                        ────────  ──────  ───────  ────────────────────────────────────────────────────────────────
                        analytic  236 ms   -79.6%  latency and the slowest link's rate; no sharing, no TCP
                        flow      1.15 s           what the terms add up to
                        packet         –        –  left out: about 1.3 million packet transmissions, the limit is 1
                        This lies outside the ranges of the measured rows: size 250 MB, measured 8.389 to 67.11 MB.
                        """);
    }

    @Test
    void theReadmeShowsWhatIsPrinted() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String command = "network explain abilene --from seattle --to new-york --bytes 250MB";
        assertThat(readme).contains("`./longhaul " + command + "`");
        String printed = Said.done((command + " --packet-limit 1").split(" ", -1));
        assertThat(readme).contains("```\n" + printed.substring(0, printed.indexOf("\nmodel")) + "```\n");
    }

    @Test
    void theTransfersBesideItMayUseAnotherCongestionControl() {
        String[] asked = {
            "network",
            "explain",
            DUMBBELL,
            "--from",
            "site0-host0",
            "--to",
            "site1-host0",
            "--bytes",
            "100MB",
            "--with",
            "site0-host1:site1-host1",
            "--with-congestion-control",
            "bbr",
            "--packet-limit",
            "1"
        };
        assertThat(Said.done(asked)).contains("1 new one, cubic (the others bbr), windows");
        asked[12] = "vegas";
        assertThat(Said.refused(asked)).contains("--with-congestion-control", "'vegas'", "bbr, cubic, reno");
        asked[9] = "--seed";
        asked[10] = "1";
        asked[12] = "bbr";
        assertThat(Said.refused(asked)).contains("no transfer beside");
    }

    @Test
    void sharingNamesThoseWhoShare() {
        assertThat(Said.done(
                        "network",
                        "explain",
                        "--topology",
                        DUMBBELL,
                        "--from",
                        "site0-host0",
                        "--to",
                        "site1-host0",
                        "--bytes",
                        "25 MB",
                        "--with",
                        "site0-host1:site1-host1",
                        "--with-flows",
                        "2",
                        "--congestion-control",
                        "reno",
                        "--packet-limit",
                        "1"))
                .isEqualTo(
                        """
                        25.0 MB from site0-host0 to site1-host0 on two-sites: 8.11 s, 24.7 Mbit/s, mostly sharing (74%).

                        path         site0-host0 -> site0-switch -> site1-switch -> site1-host0 (3 links)
                        round trip   30.0 ms of propagation
                        bottleneck   site0-switch -> site1-switch: 100 Mbit/s, 100% in use on the plain fluid
                                     bandwidth-delay product 376 kB, queue 376 kB (none stated)
                        shared with  2 x site0-host0 -> site1-host0, site0-host1 -> site1-host1
                        connections  1 new one, reno, windows up to 67.1 MB (linux-tuned)

                        term                seconds  share  what it is
                        ────────────────  ─────────  ─────  ────────────────────────────────────────────────────────────────
                        propagation        0.015020   0.2%  the first byte's way over 3 links
                        serialisation      2.000000  24.7%  the payload at the rate of site0-switch -> site1-switch, alone
                        sharing            6.000000  74.0%  site0-switch -> site1-switch with 2 x site0-host0 -> site1-host…
                        connection setup   0.030040   0.4%  one round trip before the first byte
                        slow start         0.058612   0.7%  10 segments in the first round trip (30.0 ms), then doubling
                        headers            0.286903   3.5%  52 of every 1500 bytes
                        rtt bias          -0.278715  -3.4%  flows of unequal round trips share unequally
                        together           8.111860   100%  the time on 'flow'
                        No part in it here: idle restart, maximum window, acknowledgements, loss limit, queueing, retransmission timeout.

                        model       time  to flow
                        ────────  ──────  ───────  ───────────────────────────────────────────────────────────
                        analytic  2.02 s   -75.2%  latency and the slowest link's rate; no sharing, no TCP
                        flow      8.11 s           what the terms add up to
                        packet         –        –  left out: about 310788 packet transmissions, the limit is 1
                        This lies inside the ranges of the measured rows.
                        """);
    }

    @Test
    void theTermsInJsonAddUpToTheTime() {
        JsonNode explained = JsonMapper.shared()
                .readTree(Said.done(
                        "network",
                        "explain",
                        "abilene",
                        "--from",
                        "denver",
                        "--to",
                        "atlanta",
                        "--bytes",
                        "3MB",
                        "--connections",
                        "2",
                        "--json"));
        long sum = StreamSupport.stream(explained.get("terms").spliterator(), false)
                .mapToLong(term -> term.get("nanos").asLong())
                .sum();
        assertThat(sum).isEqualTo(explained.get("nanos").asLong());
        assertThat(explained.get("models")).hasSize(3);
        assertThat(explained.get("connections").asInt()).isEqualTo(2);
    }

    @Test
    void theCongestionWindowIsDrawn() throws IOException {
        Path plot = folder.resolve("window.svg");
        assertThat(Said.done(
                        "network",
                        "explain",
                        DUMBBELL,
                        "--from",
                        "site0-host0",
                        "--to",
                        "site1-host0",
                        "--bytes",
                        "10MB",
                        "--plot",
                        plot.toString()))
                .contains("Congestion window: " + plot);
        assertThat(Files.readString(plot))
                .contains("<svg", "congestion window, packets", "queue before site0-switch -&gt; site1-switch");
    }

    @Test
    void whatIsWrongIsSaidWithWhatIsAllowed() {
        assertThat(refused("abilene", "seatle", "new-york", "1MB")).contains("--from", "no node \"seatle\"", "seattle");
        assertThat(refused("abilene", "seattle", "newyork", "1MB")).contains("--to", "Maybe \"new-york\"");
        assertThat(refused("abilene", "seattle", "new-york", "250")).contains("--bytes", "a bare number has no unit");
        assertThat(refused("abilene", "seattle", "new-york", "0 B")).contains("--bytes", "at least 1 B");
        assertThat(refused("abilene", "seattle", "seattle", "1MB")).contains("--to", "another node");
        assertThat(refused("abilen", "seattle", "denver", "1MB")).contains("no network \"abilen\"", "abilene");
        assertThat(refused("{builder: tsar}", "a", "b", "1MB")).contains("tsar", "star");
        assertThat(refused("abilene", "seattle", "denver", "1MB", "--congestion-control", "cubik"))
                .contains("bbr, cubic, reno", "Maybe \"cubic\"");
        assertThat(refused("abilene", "seattle", "denver", "1MB", "--with", "chicago"))
                .contains("--with", "allowed: A:B");
        assertThat(refused("abilene", "seattle", "denver", "1MB", "--with", "chicago:dallas"))
                .contains("--with", "no node \"dallas\"");
        assertThat(refused("abilene", "seattle", "denver", "1MB", "--connections", "65"))
                .contains("--connections", "1 to 64");
        assertThat(refused("abilene", "seattle", "denver", "1MB", "--plot", "window.gif"))
                .contains("--plot", ".svg, .png or .pdf");
        assertThat(Said.refused("network", "explain", "--from", "a", "--to", "b", "--bytes", "1MB"))
                .contains("name one network");
    }

    private static String refused(String network, String from, String to, String bytes, String... more) {
        String[] all = new String[9 + more.length];
        System.arraycopy(
                new String[] {"network", "explain", network, "--from", from, "--to", to, "--bytes", bytes},
                0,
                all,
                0,
                9);
        System.arraycopy(more, 0, all, 9, more.length);
        return Said.refused(all);
    }

    /** The same hosts bound all three models, and the limit that binds is named. */
    @Test
    void untunedHostsBoundEveryModelByName() {
        String explained = Said.done(
                "network",
                "explain",
                DUMBBELL.replace("100 Mbit/s", "1 Gbit/s").replace("15 ms", "50 ms"),
                "--from",
                "site0-host0",
                "--to",
                "site1-host0",
                "--bytes",
                "60MB",
                "--hosts",
                "linux-default");
        assertThat(explained)
                .contains("windows up to 3.00 MB (linux-default)")
                .contains("mostly maximum window")
                .containsPattern("maximum window .*3.0 MB \\(linux-default\\) each round trip: at most")
                .containsPattern("analytic +2.05 s .* a window a round trip")
                .containsPattern("packet +2.\\d+ s +[+-][012]\\.");
        assertThat(Said.refused(
                        "network",
                        "explain",
                        "abilene",
                        "--from",
                        "seattle",
                        "--to",
                        "new-york",
                        "--bytes",
                        "1MB",
                        "--hosts",
                        "linux-tunned"))
                .contains("'linux-tunned' is not known; allowed: linux-default, linux-tuned")
                .contains("Maybe \"linux-tuned\"");
    }
}
