package org.longhaul.study.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The server: who is answered, with what, and what is refused. Takes some seconds, since it simulates the shipped runs. */
final class PageServerTest {
    private static final String SETTING = "{\"run\":\"every-16\"}";

    private static final List<String> FAULTS = new ArrayList<>();
    private static PageServer server;
    private static PageClient client;

    @BeforeAll
    static void start() throws IOException {
        server = PageServer.start(PageServer.Options.shipped(0), FAULTS::add);
        client = new PageClient(server.address());
    }

    @AfterAll
    static void stop() {
        server.close();
        assertThat(FAULTS).isEmpty();
    }

    @Test
    void thePageComesWithAPolicyThatLetsNothingInFromElsewhere() throws Exception {
        HttpResponse<String> page = client.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
                .startsWith("default-src 'none'")
                .contains("script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*", "http:"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body()).doesNotContain("http://", "https://", " style=", " onclick=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page.css", "/main.js", "/state.js", "/server.js", "/quantities.js", "/controls.js", "/curves.js",
                "/figures.js", "/topology.js", "/gantt.js", "/lessons.js", "/packets.js", "/drawing.js", "/icon.svg",
                "/lessons.json", "/api/runs"
            })
    void everyFileIsThere(String path) throws Exception {
        assertThat(client.get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example:PORT|421",
                "localhost.evil.example:PORT|421",
                "localhost:1|421",
                "localhost|421",
                "|421",
                "LOCALHOST:PORT|200",
                "127.0.0.1:PORT|200",
                "[::1]:PORT|200"
            })
    void onlyItsOwnNamesAreAnswered(String host, int status) throws IOException {
        String named = host == null ? "" : host.replace("PORT", client.host().replaceFirst(".*:", ""));

        assertThat(client.raw("GET /api/runs HTTP/1.1\r\nHost: " + named + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void twoHostsAreRefused() throws IOException {
        assertThat(client.raw("GET / HTTP/1.1\r\nHost: " + client.host() + "\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: http://evil.example, 403",
        "Origin: null, 403",
        "Origin: https://HOST, 403",
        "Origin: http://HOST.evil.example, 403",
        "Origin: http://HOST, 200",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-site, 403",
        "Sec-Fetch-Site: same-origin, 200"
    })
    void otherOriginsAreRefused(String header, int status) throws IOException {
        String body = "{\"setting\":" + SETTING + "}";
        String request = "POST /api/figures HTTP/1.1\r\nHost: " + client.host() + "\r\n"
                + header.replace("HOST", client.host()) + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;

        assertThat(client.raw(request)).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../PageServer.class",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..%2fetc/passwd",
                "//etc/passwd",
                "/runs/every-16.zip",
                "/page.html/../main.js",
                "/main.js%00.css",
                "/api/runs/",
                "/api",
                "/PAGE.CSS"
            })
    void noPathLeadsElsewhere(String path) throws IOException {
        assertThat(client.raw("GET " + path + " HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n"))
                .matches("HTTP/1.1 40[04] .*");
    }

    @Test
    void aTargetThatIsALongOneIsRefused() throws IOException {
        assertThat(client.raw("GET /?" + "x".repeat(3000) + " HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /, 405",
        "DELETE, /api/runs, 405",
        "HEAD, /, 405",
        "OPTIONS, /api/figures, 405",
        "TRACE, /, 405",
        "GET, /api/figures, 405",
        "POST, /, 405",
        "BREW, /main.js, 405",
        "POST, /api/nothing, 404"
    })
    void otherMethodsAreRefused(String method, String path, int status) throws IOException {
        assertThat(client.raw(method + " " + path + " HTTP/1.1\r\nHost: " + client.host()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "3",
                "{",
                "{\"setting\":" + SETTING + "} {}",
                "{\"setting\":" + SETTING + ",\"more\":1}",
                "{\"setting\":{\"run\":\"every-16\",\"up\":\"1000000\"}}",
                "{\"setting\":{\"run\":\"every-16\",\"sites\":2.5}}",
                "{\"setting\":{\"run\":\"every-16\",\"loss\":NaN}}",
                "{\"setting\":{\"run\":\"every-16\",\"cuts\":3}}",
                "{'setting':{}}"
            })
    void malformedBodiesAreRefused(String body) throws Exception {
        HttpResponse<String> response = client.post("/api/figures", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(PageClient.tree(response.body()).path("error").asString())
                .isNotEmpty()
                .doesNotContain("org.longhaul", "/tmp");
    }

    @Test
    void deepBodiesAreRefused() throws Exception {
        assertThat(client.post("/api/figures", "[".repeat(30_000)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"run\":\"every-17\"}|every-16",
                "{}|setting.run",
                "{\"run\":\"every-16\",\"up\":0}|up: found",
                "{\"run\":\"every-16\",\"up\":99999999999999}|up: found",
                "{\"run\":\"every-16\",\"loss\":0.9}|loss: found",
                "{\"run\":\"every-16\",\"sites\":3}|[1, 2, 4, 8]",
                "{\"run\":\"every-16\",\"spread\":-1}|spread: found",
                "{\"run\":\"every-16\",\"network\":\"moon\"}|own or sites",
                "{\"run\":\"every-16\",\"cuts\":[\"spoke9--hub\"]}|spoke9--hub",
                "{\"run\":\"every-16\",\"cuts\":[\"']}, {kind: x\"]}|kind: x"
            })
    void impossibleSettingsAreRefusedWithTheReason(String setting, String reason) throws Exception {
        HttpResponse<String> response = client.post("/api/figures", "{\"setting\":" + setting + "}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(PageClient.tree(response.body()).path("error").asString())
                .contains(reason)
                .doesNotContain("/tmp");
    }

    @Test
    void oversizedBodiesAreRefused() throws Exception {
        assertThat(client.post("/api/figures", " ".repeat(RequestGuard.LARGEST_BODY + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(client.raw("POST /api/figures HTTP/1.1\r\nHost: " + client.host()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(client.raw("POST /api/figures HTTP/1.1\r\nHost: " + client.host()
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + ("4000\r\n" + " ".repeat(0x4000) + "\r\n").repeat(5) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void formsOfOtherSitesAreNoJson() throws IOException {
        assertThat(client.raw("POST /api/figures HTTP/1.1\r\nHost: " + client.host()
                        + "\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 415 ");
    }

    @Test
    void figuresHaveTheShapeThatThePageReads() throws Exception {
        JsonNode shown = client.figures(SETTING);

        assertThat(shown.path("methods").size()).isEqualTo(5);
        assertThat(shown.path("seeds").asInt()).isEqualTo(3);
        assertThat(shown.path("headline").asString()).contains("loss 2.7");
        assertThat(shown.path("network").path("links").size()).isEqualTo(13);
        for (JsonNode method : shown.path("methods")) {
            JsonNode curve = method.path("curve");
            assertThat(curve.path("mean").size())
                    .isEqualTo(25)
                    .isEqualTo(curve.path("seconds").size())
                    .isEqualTo(curve.path("low").size());
            JsonNode time = method.path("time");
            assertThat(time.path("compute").asDouble()
                            + time.path("exposed").asDouble()
                            + time.path("waiting").asDouble()
                            + time.path("idle").asDouble())
                    .isBetween(0.999999, 1.000001);
        }
        assertThat(shown.path("words").size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void theBaselineIsChosen() throws Exception {
        JsonNode shown = client.answer("/api/figures", "{\"setting\":" + SETTING + ",\"baseline\":\"diloco\"}");

        assertThat(shown.path("baseline").asString()).isEqualTo("diloco");
        assertThat(shown.path("methods").get(3).path("fewerChargedBytes").asDouble())
                .isEqualTo(1.0);
        assertThat(client.post("/api/figures", "{\"setting\":" + SETTING + ",\"baseline\":\"sgd\"}")
                        .body())
                .contains("baseline: found sgd");
    }

    @Test
    void aStepIsAWindowOfSpansAndExchanges() throws Exception {
        JsonNode window = client.answer("/api/step", "{\"setting\":" + SETTING + ",\"method\":\"ddp\"}");

        assertThat(window.path("sites").size()).isEqualTo(8);
        assertThat(window.path("spans").size()).isGreaterThan(8);
        for (JsonNode span : window.path("spans")) {
            assertThat(span.path("to").asDouble())
                    .isGreaterThanOrEqualTo(span.path("from").asDouble());
            assertThat(span.path("worker").asInt()).isBetween(0, 7);
        }
        assertThat(client.post("/api/step", "{\"setting\":" + SETTING + ",\"method\":\"x\"}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void whatManyAskAtOnceIsAnsweredToAll() throws Exception {
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            settings.add("{\"run\":\"every-32\",\"up\":" + (1 + i % 2) + "000000000}");
        }
        ExecutorService clients = Executors.newFixedThreadPool(50);
        try {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (String setting : settings) {
                statuses.add(clients.submit(() -> client.post("/api/figures", "{\"setting\":" + setting + "}")
                        .statusCode()));
            }
            for (Future<Integer> status : statuses) {
                assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(200);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void aCheckWithPacketsSaysWhyTheWholeRunIsTooMuchAndStops() throws Exception {
        String id = client.answer("/api/packets", "{\"setting\":" + SETTING + "}")
                .path("id")
                .asString();
        String check = "{\"id\":\"" + id + "\"}";
        JsonNode state = client.until(
                "/api/packets/state", check, found -> found.path("refused").isString() || isOver(found));
        client.answer("/api/packets/stop", check);
        JsonNode last = client.until("/api/packets/state", check, PageServerTest::isOver);

        assertThat(state.path("refused").asString())
                .contains("packet transmissions")
                .contains("20");
        assertThat(last.path("phase").asString()).isEqualTo("stopped");
        assertThat(client.post("/api/packets/state", "{\"id\":\"no\"}").statusCode())
                .isEqualTo(404);
    }

    private static boolean isOver(JsonNode state) {
        String phase = state.path("phase").asString();
        return !phase.equals("queued") && !phase.equals("running");
    }
}
