package org.longhaul.study.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the lessons say is what the shipped runs show. Takes some seconds, since it simulates them; {@code -Dlonghaul.properties=all}
 * also simulates whole runs of presets that lose packets.
 */
@NullUnmarked // what is looked up is there
final class LessonsTest {
    private static final JsonNode TOUR =
            PageClient.tree(new String(PageFiles.resource("lessons.json"), StandardCharsets.UTF_8));

    private static final boolean ALL = "all".equals(System.getProperty("longhaul.properties"));

    private static PageServer server;
    private static PageClient client;

    @BeforeAll
    static void start() throws IOException {
        server = PageServer.start(PageServer.Options.shipped(0), fault -> {});
        client = new PageClient(server.address());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode lesson(String id) {
        for (JsonNode lesson : TOUR.path("lessons")) {
            if (lesson.path("id").asString().equals(id)) {
                return lesson;
            }
        }
        throw new AssertionError("no lesson " + id);
    }

    private static Map<String, JsonNode> methods(JsonNode setting, String run, String baseline) throws Exception {
        ObjectNode whole = ((ObjectNode) setting).deepCopy();
        whole.put("run", run);
        JsonNode shown = client.answer("/api/figures", "{\"setting\":" + whole + ",\"baseline\":\"" + baseline + "\"}");
        Map<String, JsonNode> methods = new HashMap<>();
        shown.path("methods").forEach(method -> methods.put(method.path("label").asString(), method));
        return methods;
    }

    private static double share(JsonNode method, String part) {
        return method.path("time").path(part).asDouble();
    }

    @Test
    void thereAreFivePresetsAndFiveLessonsOfTwoSentences() throws Exception {
        assertThat(TOUR.path("presets").size()).isEqualTo(5);
        assertThat(TOUR.path("lessons").size()).isEqualTo(5);
        for (JsonNode lesson : TOUR.path("lessons")) {
            assertThat(lesson.path("sentences").size()).isEqualTo(2);
            assertThat(RunArchive.SHIPPED).contains(lesson.path("run").asString());
        }
        for (JsonNode preset : TOUR.path("presets")) {
            ObjectNode setting = ((ObjectNode) preset.path("setting")).deepCopy();
            double loss = setting.path("loss").asDouble();
            if (loss > 0 && !ALL) {
                // With so many losses a run takes ten seconds: the setting is planned, and simulated with fewer.
                String planned = "{\"setting\":" + setting.put("run", "every-16") + "}";
                JsonNode check = client.answer("/api/packets", planned);
                assertThat(client.answer("/api/packets/stop", check.toString())
                                .path("phase")
                                .isString())
                        .isTrue();
                setting.put("loss", loss / 100);
            }
            assertThat(methods(setting, "every-16", "ddp")).hasSize(5);
        }
    }

    @Test
    void ddpStalls() throws Exception {
        Map<String, JsonNode> methods = methods(lesson("stall").path("setting"), "every-16", "ddp");

        assertThat(share(methods.get("ddp"), "compute")).isBetween(0.05, 0.1);
        assertThat(share(methods.get("ddp"), "exposed") / share(methods.get("ddp"), "compute"))
                .isBetween(15.5, 17.5);
        assertThat(share(methods.get("diloco"), "compute")).isGreaterThan(0.5);
        assertThat(methods.get("diloco").path("fewerChargedBytes").asDouble()).isBetween(15.9, 16.1);
    }

    @Test
    void aPeriodBuysTimeAndCostsLoss() throws Exception {
        JsonNode setting = lesson("period").path("setting");
        JsonNode four = methods(setting, "every-4", "ddp").get("local-adam");
        JsonNode sixteen = methods(setting, "every-16", "ddp").get("local-adam");
        JsonNode thirtyTwo = methods(setting, "every-32", "ddp").get("local-adam");

        assertThat(sixteen.path("chargedBytes").asDouble()
                        / thirtyTwo.path("chargedBytes").asDouble())
                .isBetween(1.99, 2.01);
        assertThat(four.path("seconds").asDouble())
                .isGreaterThan(sixteen.path("seconds").asDouble());
        assertThat(sixteen.path("seconds").asDouble())
                .isGreaterThan(thirtyTwo.path("seconds").asDouble());
        assertThat(four.path("lastValue").asDouble())
                .isLessThan(sixteen.path("lastValue").asDouble());
        assertThat(sixteen.path("lastValue").asDouble())
                .isLessThan(thirtyTwo.path("lastValue").asDouble());
    }

    @Test
    void momentaTravelSeldom() throws Exception {
        Map<String, JsonNode> methods = methods(lesson("momenta").path("setting"), "every-16", "local-adam");
        JsonNode desLoc = methods.get("des-loc");

        assertThat(desLoc.path("fewerChargedBytes").asDouble()).isBetween(1.99, 2.01);
        assertThat(desLoc.path("seconds").asDouble())
                .isLessThan(methods.get("local-adam").path("seconds").asDouble());
        double apart = Math.abs(desLoc.path("lastValue").asDouble()
                - methods.get("local-adam").path("lastValue").asDouble());
        assertThat(apart).isLessThan(0.05);
    }

    @Test
    void streamingWaitsForLess() throws Exception {
        Map<String, JsonNode> methods = methods(lesson("overlap").path("setting"), "every-16", "ddp");
        JsonNode streaming = methods.get("streaming-diloco");
        JsonNode diloco = methods.get("diloco");

        assertThat(streaming.path("chargedBytes").asDouble()
                        / diloco.path("chargedBytes").asDouble())
                .isBetween(0.9, 1.2);
        assertThat(share(streaming, "exposed")).isLessThan(0.8 * share(diloco, "exposed"));
        ObjectNode wide = ((ObjectNode) lesson("overlap").path("setting")).deepCopy();
        wide.put("up", 5_000_000_000L).put("down", 5_000_000_000L);
        assertThat(share(methods(wide, "every-16", "ddp").get("streaming-diloco"), "exposed"))
                .isLessThan(0.05);
    }

    @Test
    void stragglersAndFailuresCost() throws Exception {
        JsonNode lesson = lesson("failures");
        Map<String, JsonNode> hit = methods(lesson.path("setting"), "every-16", "ddp");
        Map<String, JsonNode> calm = methods(lesson.path("other"), "every-16", "ddp");

        ObjectNode slow = ((ObjectNode) lesson.path("setting")).deepCopy();
        slow.remove("cuts");
        Map<String, JsonNode> spread = methods(slow, "every-16", "ddp");
        for (String method : hit.keySet()) {
            assertThat(lost(spread, calm, method)).isGreaterThan(20);
        }
        assertThat(lost(hit, spread, "diloco")).isLessThan(0.1);
        assertThat(lost(hit, spread, "ddp")).isGreaterThan(8);
        ObjectNode minute = ((ObjectNode) lesson.path("setting")).deepCopy();
        minute.put("cutForSeconds", 60);
        Map<String, JsonNode> spared = methods(minute, "every-16", "ddp");
        for (String method : hit.keySet()) {
            assertThat(lost(spared, spread, method)).isGreaterThan(40);
        }
    }

    private static double lost(Map<String, JsonNode> hit, Map<String, JsonNode> calm, String method) {
        return hit.get(method).path("seconds").asDouble()
                - calm.get(method).path("seconds").asDouble();
    }
}
