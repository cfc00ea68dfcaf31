package org.longhaul.study.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a page as a browser does, and as an attacker does: by raw requests. */
final class PageClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    PageClient(String address) {
        this.address = URI.create(address);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode answer(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    JsonNode figures(String setting) throws IOException, InterruptedException {
        return answer("/api/figures", "{\"setting\":" + setting + "}");
    }

    /** Asks again, as soon as it is answered, until the answer is as wanted; a minute at most. */
    JsonNode until(String path, String body, Predicate<JsonNode> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        JsonNode answer = answer(path, body);
        while (!wanted.test(answer)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after a minute " + path + " says still " + answer);
            }
            answer = answer(path, body);
        }
        return answer;
    }

    static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    String host() {
        return "localhost:" + address.getPort();
    }

    /** The first line of the answer to a request that is sent as it is. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }
}
