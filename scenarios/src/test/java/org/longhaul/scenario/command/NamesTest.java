package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.Problem;
import org.longhaul.scenario.inference.InferenceReader;
import org.longhaul.scenario.listing.Nameable;
import org.longhaul.scenario.listing.NameableKind;
import org.longhaul.scenario.listing.NameableKinds;
import org.longhaul.simulator.compute.Precision;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What 'list' shows is what a scenario takes, and 'describe' explains every bit of it. */
final class NamesTest {
    private static final Extensions EXTENSIONS = Extensions.load();
    private static final List<NameableKind> KINDS = NameableKinds.of(EXTENSIONS);

    @TempDir
    private Path folder;

    /** The scenario's sections of which one names the thing; keys that a further section replaces. */
    private static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("name", "names");
        sections.put("topology", "{builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}");
        sections.put("compute", "{stepTime: 10 ms}");
        sections.put("model", "{kind: quadratic, layers: 1}");
        sections.put("training", "{steps: 2, optimizer: {kind: sgd, learningRate: 0.1}}");
        sections.put("methods", "[{id: ddp}]");
        return sections;
    }

    private static Map.Entry<String, String> use(String kind, String id) {
        return switch (kind) {
            case "methods" -> Map.entry("methods", "[{id: " + id + "}]");
            case "codecs" -> Map.entry("methods", "[{id: ddp, wireFormat: " + id + "}]");
            case "optimizers" -> Map.entry("training", "{steps: 2, optimizer: {kind: " + id + "}}");
            case "schedules" ->
                Map.entry(
                        "training",
                        "{steps: 2, optimizer: {kind: sgd, learningRate: 0.1}, schedule: {kind: " + id + "}}");
            case "weightings" ->
                Map.entry(
                        "training",
                        "{steps: 2, optimizer: {kind: sgd, learningRate: 0.1}, weighting: {kind: " + id + "}}");
            case "models" -> Map.entry("model", "{kind: " + id + "}");
            case "corpora" -> Map.entry("data", "{corpus: {kind: " + id + "}}");
            case "datasets" -> Map.entry("data", "{dataset: {kind: " + id + "}}");
            case "partitions" -> Map.entry("data", "{partition: {kind: " + id + "}}");
            case "congestion-controls" ->
                Map.entry("network", "{fidelity: {kind: packet, congestionControl: " + id + "}}");
            case "collectives" -> Map.entry("network", "{collective: {kind: " + id + "}}");
            case "libraries" -> Map.entry("network", "{library: {kind: " + id + "}}");
            case "network-models" -> Map.entry("network", "{fidelity: {kind: " + id + "}}");
            case "topologies" -> Map.entry("topology", "{builder: " + id + "}");
            case "compute-models" -> Map.entry("compute", "{kind: " + id + "}");
            case "faults" -> Map.entry("faults", "[{kind: " + id + "}]");
            case "traffic" -> Map.entry("background", "{flows: [{kind: " + id + "}]}");
            case "devices" -> Map.entry("compute", "{device: " + id + "}");
            case "clients" -> Map.entry("topology", "{builder: access-lines, clients: 2, profiles: {" + id + ": 1}}");
            case "architectures" -> Map.entry("projectAs", "{architecture: " + id + "}");
            case "tokenizers" -> Map.entry("data", "{tokenizer: " + id + "}");
            case "links" -> Map.entry("topology", "{builder: star, hosts: 2, bandwidth: " + id + ", latency: 1 ms}");
            case "hosts" -> Map.entry("network", "{hosts: " + id + "}");
            case "participations" -> Map.entry("participation", "{kind: " + id + "}");
            case "measures" -> Map.entry("targets", "[{" + id + ": " + (id.equals("accuracy") ? 0.5 : 2) + "}]");
            case "networks" -> Map.entry("topology", "{catalogue: " + id + "}");
            case "services" -> Map.entry("services", "[{kind: " + id + "}]");
            case "arrivals" -> Map.entry("requests", "{arrivals: {kind: " + id + "}, count: 1}");
            case "work" -> Map.entry("work", "{kind: " + id + "}");
            default -> throw new IllegalArgumentException("say here how a scenario names one of " + kind);
        };
    }

    /** The same of a scenario of inference. */
    private static Map<String, String> sectionsOfInference() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("name", "names");
        sections.put("topology", "{builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 1 ms}");
        sections.put("requests", "{arrivals: one-at-a-time, count: 1}");
        sections.put("services", "[{kind: single, host: host0}]");
        return sections;
    }

    private List<Problem> problems(Map.Entry<String, String> use, boolean plan) throws IOException {
        boolean isOfInference = List.of("services", "requests", "work").contains(use.getKey());
        Map<String, String> sections = isOfInference ? sectionsOfInference() : sections();
        sections.put(use.getKey(), use.getValue());
        if (use.getKey().equals("targets") && use.getValue().contains("accuracy")) {
            sections.put("model", "{kind: mlp}");
            sections.put("data", "{dataset: digits}");
        }
        StringBuilder text = new StringBuilder();
        sections.forEach(
                (key, value) -> text.append(key).append(": ").append(value).append('\n'));
        Path file = Files.writeString(folder.resolve("names.yaml"), text);
        try {
            if (isOfInference) {
                new InferenceReader(EXTENSIONS).read(file);
                return List.of();
            }
            ScenarioReader.Source source = Runs.READER.read(file);
            if (plan) {
                Planner.plan(source.scenario(), source.document(), null);
            }
            return List.of();
        } catch (InvalidFileException e) {
            return e.problems();
        }
    }

    @Test
    void everyListedNameIsTakenByAScenario() throws IOException {
        for (NameableKind kind : KINDS) {
            assertThat(kind.ids()).as(kind.id()).isNotEmpty().doesNotHaveDuplicates();
            for (String id : kind.ids()) {
                Nameable thing = kind.find().apply(id);
                if (kind.id().equals("devices")) {
                    String device = "{device: " + id + ", precision: " + stated(thing) + "}";
                    assertThat(problems(Map.entry("compute", device), true)).isEmpty();
                } else if (isExtension(kind)) {
                    // A setting may be missing; the name itself must be known.
                    assertThat(problems(use(kind.id(), id), false))
                            .as(kind.id() + " " + id)
                            .noneSatisfy(
                                    problem -> assertThat(problem.message()).startsWith("there is no "));
                } else {
                    assertThat(problems(use(kind.id(), id), true))
                            .as(kind.id() + " " + id)
                            .isEmpty();
                }
            }
            assertThat(problems(use(kind.id(), "no-such-name"), true))
                    .as(kind.id())
                    .anySatisfy(problem -> assertThat(problem.message())
                            .contains("no-such-name")
                            .matches(message -> !isExtension(kind) || message.startsWith("there is no ")));
        }
    }

    private static boolean isExtension(NameableKind kind) {
        return KINDS.indexOf(kind) < EXTENSIONS.all().size();
    }

    private static String stated(Nameable device) {
        for (Precision precision : Precision.values()) {
            String name = precision.name().toLowerCase(Locale.ROOT);
            if (device.facts().containsKey(name)) {
                return name;
            }
        }
        throw new AssertionError(device.id() + " has no rate");
    }

    @Test
    void everyNameExplainsItself() {
        CommandLine program = Longhaul.create();
        for (NameableKind kind : KINDS) {
            String list = Said.done("list", kind.id());
            for (Nameable thing : kind.all()) {
                assertThat(list).contains(thing.id());
                assertThat(thing.source()).as(thing.id()).isNotBlank();
                Said said = Said.to(program, "describe", thing.id());
                assertThat(said.code()).as(said.err()).isZero();
                assertThat(said.out())
                        .contains(thing.id() + " (" + thing.kind() + ")", "source: ")
                        .satisfies(text -> thing.facts()
                                .forEach((fact, value) -> assertThat(text).contains(fact, value)));
            }
        }
    }

    @Test
    void kindsAreListedWithTheirNumbers() {
        String kinds = Said.done("list");
        for (NameableKind kind : KINDS) {
            assertThat(kinds)
                    .containsPattern("(?m)^" + kind.id() + " +" + kind.ids().size() + "  \\w");
        }
    }

    @Test
    void figuresStandInListAndDescription() {
        assertThat(Said.done("list", "devices")).contains("tpu-v6e", "memory 80 GB", "power 700 W");
        assertThat(Said.done("describe", "h100-sxm"))
                .containsPattern("memory +80 GB")
                .containsPattern("link, each way +3.6 Tbit/s")
                .containsPattern("bf16 +989 TFLOP/s")
                .contains("NVIDIA, H100 Tensor Core GPU datasheet");
        assertThat(Said.done("describe", "laptop-cpu")).doesNotContain("memory ");
        assertThat(Said.done("list", "links")).contains("infiniband-ndr", "400 Gbit/s");
        assertThat(Said.done("describe", "link-outages")).contains("timeToFailure", "required", "source:");
    }

    @Test
    void jsonHoldsEverything() {
        JsonNode all = JsonMapper.shared().readTree(Said.done("list", "--json"));
        Set<String> kinds = new HashSet<>();
        all.forEach(thing -> kinds.add(thing.get("kind").asString()));
        assertThat(kinds).hasSize(KINDS.size());
        assertThat(all).hasSize(KINDS.stream().mapToInt(k -> k.ids().size()).sum());
        JsonNode device = JsonMapper.shared()
                .readTree(Said.done("describe", "h200-sxm", "--json"))
                .get(0);
        assertThat(device.get("facts").get("memory").asString()).isEqualTo("141 GB");
        JsonNode method = JsonMapper.shared()
                .readTree(Said.done("describe", "des-loc", "--json"))
                .get(0);
        assertThat(method.get("settings").get(0).get("name").asString()).isNotBlank();
    }

    @Test
    void wrongNamesAreRefusedWithTheNearest() {
        assertThat(Said.refused("describe", "des-lok")).contains("'des-lok'", "Maybe \"des-loc\"");
        assertThat(Said.refused("describe", "methods")).contains("Maybe 'longhaul list methods'");
        assertThat(Said.refused("list", "device")).contains("'device'", "Maybe \"devices\"", "architectures");
        assertThat(Said.refused("list", "h100-sxm")).contains("Maybe 'longhaul describe h100-sxm'");
        assertThat(Said.refused("list", "--markdown")).contains("KIND");
        assertThat(Said.refused("list", "devices", "--markdown", "--json")).contains("exclude each other");
    }
}
