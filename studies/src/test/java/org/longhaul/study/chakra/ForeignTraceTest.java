package org.longhaul.study.chakra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.replay.Replay;

/** Traces that others have written: what they mean, in any order, and what is refused. */
@NullUnmarked
final class ForeignTraceTest {
    /** Bytes a nanosecond, and nothing else takes time. */
    private static final String NETWORK = "{builder: star, hosts: %d, bandwidth: 8 Gbit/s, latency: 1 us}";

    @TempDir
    private Path folder;

    @TempDir
    private Path traces;

    private static ChakraNode node(long id, NodeType type, long... after) {
        ChakraNode node = new ChakraNode();
        node.id = id;
        node.type = type;
        node.name = "n" + id;
        node.dependencies = after;
        return node;
    }

    private static ChakraNode computes(long id, long micros, long... after) {
        ChakraNode node = node(id, NodeType.COMP_NODE, after);
        node.durationMicros = micros;
        return node;
    }

    private static ChakraNode exchanges(long id, CollectiveType collective, long bytes, long... after) {
        ChakraNode node = node(id, NodeType.COMM_COLL_NODE, after);
        node.collective = collective;
        node.bytes = bytes;
        return node;
    }

    private static ChakraNode letter(long id, NodeType type, int from, int to, long bytes, long... after) {
        ChakraNode node = node(id, type, after);
        node.source = from;
        node.target = to;
        node.bytes = bytes;
        return node;
    }

    private void write(int rank, ChakraNode... nodes) throws IOException {
        try (ChakraOutput out = new ChakraOutput(traces.resolve("t." + rank + ".et"), "")) {
            for (ChakraNode node : nodes) {
                out.node(node);
            }
        }
    }

    private MethodRecord imported(String... options) throws IOException {
        Path out = folder.resolve("out");
        List<String> line = new ArrayList<>(List.of("trace", "import", traces.toString(), "--out", out.toString()));
        line.addAll(List.of(options));
        assertThat(Longhaul.execute(line.toArray(String[]::new))).isZero();
        return Replay.of(out).run(ScenarioChanges.none()).methods().get(0);
    }

    private static String[] on(int hosts) {
        return new String[] {
            "--on", NETWORK.replace("%d", Integer.toString(hosts)), "--set", "network.fidelity=analytic"
        };
    }

    private ImportedTrace read() throws IOException {
        return ImportedTrace.read("t", RankFile.in(traces).get("t"), Map.of());
    }

    @Test
    void computationsOfARankFollowOneAnother() throws IOException {
        write(0, computes(1, 700), computes(2, 300, 1), computes(3, 20));
        write(1, computes(1, 5));

        MethodRecord record = imported(on(2));

        assertThat(record.totals().simulatedNanos()).isEqualTo(1_020_000);
        assertThat(record.workers().get(0).computeNanos()).isEqualTo(1_020_000);
        assertThat(record.workers().get(1).computeNanos()).isEqualTo(5_000);
        assertThat(record.curve()).isEmpty();
    }

    @Test
    void anExchangeIsHiddenUntilSomethingDependsOnIt() throws IOException {
        for (int rank = 0; rank < 2; rank++) {
            write(
                    rank,
                    computes(1, 100),
                    exchanges(2, CollectiveType.ALL_REDUCE, 1_000_000, 1),
                    computes(3, 50_000, 1),
                    computes(4, 10, 2, 3));
        }
        MethodRecord hidden = imported(on(2));

        assertThat(hidden.totals().simulatedNanos()).isEqualTo(50_110_000);
        assertThat(hidden.workers().get(0).exposedCommunicationNanos()).isZero();
    }

    @Test
    void whatDependsOnAnExchangeWaitsForIt() throws IOException {
        for (int rank = 0; rank < 2; rank++) {
            write(rank, computes(1, 100), exchanges(2, CollectiveType.ALL_REDUCE, 8_000_000, 1), computes(3, 50, 2));
        }
        MethodRecord exposed = imported(on(2));

        // A ring of two sends half of the vector twice, each over two links of a byte a nanosecond.
        assertThat(exposed.totals().simulatedNanos()).isBetween(8_150_000L, 9_500_000L);
        assertThat(exposed.workers().get(0).exposedCommunicationNanos())
                .isEqualTo(exposed.totals().simulatedNanos() - 150_000);
    }

    @Test
    void nodesComeInAnyOrder() throws IOException {
        Random random = new Random(7);
        List<ChakraNode> nodes = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            long[] after = random.longs(Math.min(2, i - 1), 1, Math.max(2, i))
                    .distinct()
                    .toArray();
            nodes.add(
                    i % 3 == 0
                            ? exchanges(i, CollectiveType.values()[i % 8], 800, after)
                            : computes(i, random.nextInt(900), after));
        }
        write(0, nodes.toArray(ChakraNode[]::new));
        write(1, nodes.toArray(ChakraNode[]::new));
        ImportedTrace inOrder = read();
        Collections.shuffle(nodes, random);
        write(1, nodes.toArray(ChakraNode[]::new));

        assertThat(read().steps()).isEqualTo(inOrder.steps());
    }

    @Test
    void lettersArePairedByTagAndTurn() throws IOException {
        write(
                0,
                letter(1, NodeType.COMM_SEND_NODE, 0, 1, 1_000_000),
                letter(2, NodeType.COMM_SEND_NODE, 0, 1, 10, 1),
                computes(3, 5));
        write(
                1,
                letter(8, NodeType.COMM_RECV_NODE, 0, 1, 1_000_000),
                computes(9, 40, 8),
                letter(10, NodeType.COMM_RECV_NODE, 0, 1, 10, 9));

        MethodRecord record = imported(on(2));

        assertThat(record.totals().simulatedNanos()).isGreaterThan(1_040_000);
        assertThat(record.arcs().stream().mapToLong(arc -> arc.payloadBytes()).max())
                .hasValue(1_000_010);
    }

    @Test
    void allToAllSendsEachItsPart() throws IOException {
        for (int rank = 0; rank < 4; rank++) {
            write(rank, exchanges(1, CollectiveType.ALL_TO_ALL, 4_000_000));
        }

        assertThat(imported(on(4)).arcs()).isNotEmpty().allMatch(arc -> arc.payloadBytes() == 3_000_000);
    }

    @Test
    void aGroupHasTheRanksThatTheFileSays() throws IOException {
        for (int rank = 0; rank < 4; rank++) {
            ChakraNode own = exchanges(1, CollectiveType.ALL_REDUCE, 100);
            own.group = rank < 2 ? "1" : "2";
            write(rank, own);
        }
        Files.writeString(folder.resolve("groups.json"), "{\"1\": [0, 1, 2], \"2\": [2, 3]}");

        assertThatThrownBy(() -> TraceImport.read(
                        traces,
                        List.of(),
                        folder.resolve("groups.json"),
                        ScenarioChanges.none().on(NETWORK.replace("%d", "4")),
                        said -> {}))
                .isInstanceOf(InvalidTraceException.class)
                .hasMessageContaining("t.2.et: rank 2 takes part in 0 collectives of the group '1', and rank 0 in 1");
        assertThat(read().steps().dictionary().get(0).exchanges())
                .extracting(exchange -> exchange.members())
                .containsExactlyInAnyOrder(List.of(0, 1), List.of(2, 3));
    }

    @Test
    void cyclesAreRefusedAndPrinted() throws IOException {
        write(0, computes(1, 5), computes(2, 5, 1, 4), computes(3, 5, 2), computes(4, 5, 3), computes(5, 1, 4));

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidTraceException.class)
                .hasMessageContaining("t.0.et: 4 nodes wait for each other: ")
                .hasMessageContaining("node 2 'n2' -> node 3 'n3' -> node 4 'n4'")
                .hasMessageNotContaining("n5");
    }

    @Test
    void missingDependenciesAndDoubleIdsAreRefused() throws IOException {
        write(0, computes(1, 5, 99));
        assertThatThrownBy(this::read).hasMessageContaining("t.0.et: node 1 'n1' depends on node 99");
        write(0, computes(1, 5), computes(1, 6));
        assertThatThrownBy(this::read).hasMessageContaining("node 1 'n1' has the id of node 1 'n1'");
    }

    @Test
    void ranksThatDisagreeAreRefused() throws IOException {
        write(0, exchanges(1, CollectiveType.ALL_REDUCE, 100));
        write(1, exchanges(7, CollectiveType.ALL_REDUCE, 101));
        assertThatThrownBy(this::read)
                .hasMessageContaining(
                        "t.1.et: node 7 'n7' has 101 bytes, and node 1 'n1' of rank 0, which is the same");
        write(1, exchanges(7, CollectiveType.ALL_GATHER, 100));
        assertThatThrownBy(this::read).hasMessageContaining("is all-gather").hasMessageContaining("all-reduce");
        write(1, computes(7, 100), letter(8, NodeType.COMM_SEND_NODE, 1, 0, 5));
        assertThatThrownBy(this::read).hasMessageContaining("t.1.et: node 8 'n8' sends what nobody receives");
        write(1, letter(8, NodeType.COMM_SEND_NODE, 1, 9, 5));
        assertThatThrownBy(this::read).hasMessageContaining("sends from rank 1 to rank 9, which cannot be");
    }

    @Test
    void ordersThatCannotBeWovenAreRefused() throws IOException {
        ChakraNode a = exchanges(1, CollectiveType.ALL_REDUCE, 100);
        ChakraNode b = exchanges(2, CollectiveType.ALL_REDUCE, 100, 1);
        a.group = "a";
        b.group = "b";
        write(0, a, b);
        b.dependencies = new long[0];
        a.dependencies = new long[] {2};
        write(1, a, b);

        assertThatThrownBy(this::read)
                .hasMessageContaining("ranks begin exchanges in different orders")
                .hasMessageContaining("rank 0 at node 1");
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        write(0, computes(1, 5), computes(2, 5, 1));
        Path file = traces.resolve("t.0.et");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int cut = length;
            try {
                // A file that ends between two messages is a shorter trace.
                assertThat(read().steps().dictionary().get(0).events().size()).isLessThan(2);
            } catch (InvalidTraceException e) {
                assertThat(e).as("cut to %d bytes", cut).hasMessageContaining("t.0.et");
            }
        }
        Files.writeString(file, "{\"nodes\": [" + "0, ".repeat(200) + "]}");
        assertThatThrownBy(this::read).hasMessageContaining("Chakra execution trace");
        Files.write(file, new byte[0]);
        assertThatThrownBy(this::read).hasMessageContaining("t.0.et is empty");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 1 << 20})
    void unknownTypesAreRefused(int type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(1, 17);
        out.writeString(2, "odd");
        out.writeEnum(3, type);
        out.flush();
        write(0);
        try (OutputStream file = Files.newOutputStream(traces.resolve("t.0.et"), StandardOpenOption.APPEND)) {
            file.write(bytes.size());
            file.write(bytes.toByteArray());
        }

        assertThatThrownBy(this::read)
                .isInstanceOf(InvalidTraceException.class)
                .hasMessageContaining("t.0.et node 17 'odd' has ")
                .hasMessageContaining("4 COMP_NODE");
    }

    @Test
    void whatNobodyAsksForIsPassedOver() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(1, 2);
        out.writeEnum(3, NodeType.COMP_NODE.ordinal());
        out.writeUInt64(4, 1234);
        out.writeUInt64(5, 1);
        out.writeUInt64(6, 77);
        out.writeUInt64(7, 30);
        out.writeByteArray(8, "values".getBytes(StandardCharsets.UTF_8));
        out.writeUInt64(99, 3);
        out.flush();
        write(0, computes(1, 5));
        try (OutputStream file = Files.newOutputStream(traces.resolve("t.0.et"), StandardOpenOption.APPEND)) {
            file.write(bytes.size());
            file.write(bytes.toByteArray());
        }
        byte[] plain = Files.readAllBytes(traces.resolve("t.0.et"));
        Files.delete(traces.resolve("t.0.et"));
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(traces.resolve("t.0.et.gz")))) {
            file.write(plain);
        }

        assertThat(imported(on(1)).totals().simulatedNanos()).isEqualTo(35_000);
    }

    /** A rank beyond 32 bits is none of those that there are. */
    @Test
    void ranksAreNotCutOff() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(ChakraFields.NODE_ID, 8);
        out.writeEnum(ChakraFields.NODE_TYPE, NodeType.COMM_SEND_NODE.number());
        out.writeByteArray(ChakraFields.NODE_ATTRIBUTES, number(ChakraFields.BYTES, 5));
        out.writeByteArray(ChakraFields.NODE_ATTRIBUTES, number(ChakraFields.TARGET, 1L << 32));
        out.flush();
        write(0, letter(1, NodeType.COMM_RECV_NODE, 1, 0, 5));
        write(1);
        try (OutputStream file = Files.newOutputStream(traces.resolve("t.1.et"), StandardOpenOption.APPEND)) {
            file.write(bytes.size());
            file.write(bytes.toByteArray());
        }

        assertThatThrownBy(this::read)
                .hasMessageContaining("sends from rank 1 to rank 4294967296, which cannot be; ranks are 0 to 1");
    }

    private static byte[] number(String name, long value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(ChakraFields.ATTRIBUTE_NAME, name);
        out.writeInt64(ChakraFields.ATTRIBUTE_INT64, value);
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void aMissingRankIsNamed() throws IOException {
        write(0, computes(1, 5));
        write(2, computes(1, 5));
        assertThatThrownBy(this::read).hasMessageContaining("rank 1 is missing");
    }

    @Test
    void aTraceOfOthersNeedsANetwork() throws IOException {
        write(0, computes(1, 5));

        assertThatThrownBy(() -> TraceImport.read(traces, List.of(), null, ScenarioChanges.none(), said -> {}))
                .hasMessageContaining("says nothing of a network\nMaybe name one, as in --on geant");
        assertThat(Longhaul.execute(
                        "trace",
                        "import",
                        traces.toString(),
                        "--out",
                        folder.resolve("o").toString()))
                .isEqualTo(2);
    }

    @Test
    void whatWasImportedIsNotTrained() throws IOException {
        write(0, computes(1, 5));
        write(1, computes(1, 5));
        imported(on(2));

        assertThat(Longhaul.execute(
                        "run",
                        folder.resolve("out/scenario.yaml").toString(),
                        "--out",
                        folder.resolve("x").toString()))
                .isEqualTo(2);
    }
}
