package org.longhaul.study.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The page over recorded runs, served from this process. It answers only requests that are addressed to its own names, serves
 * no file of the disk, and makes no request itself. Thread-safe.
 */
public final class PageServer implements AutoCloseable {
    /** Bytes of a body that are read and thrown away when the request has been answered. */
    private static final int MOST_DRAINED = 1 << 20;

    private static final int THREADS = 32;
    private static final int MOST_AT_ONCE = 256;
    private static final int BACKLOG = 128;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String JSON = "application/json";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final PageApi api;
    private final PageFiles files = PageFiles.load();
    private final RequestGuard guard;
    private final Consumer<String> faults;
    private final AtomicInteger present = new AtomicInteger();

    /**
     * What is served, and where.
     *
     * @param runs run directories, or archives of them; none: those that come with the program
     * @param address of this machine at which it listens
     * @param port 0 for any that is free
     * @param names by which the page may be called besides the address, {@code localhost} of loopback included
     * @param simulations how many settings may be simulated at the same time
     */
    public record Options(List<Path> runs, InetAddress address, int port, List<String> names, int simulations) {
        /** Copies the lists. */
        public Options {
            runs = List.copyOf(runs);
            names = List.copyOf(names);
        }

        /** The runs that come with the program, on loopback, at a port. */
        public static Options shipped(int port) {
            return new Options(
                    List.of(),
                    InetAddress.getLoopbackAddress(),
                    port,
                    List.of(),
                    Math.max(1, Runtime.getRuntime().availableProcessors()));
        }
    }

    private PageServer(HttpServer server, Options options, PageApi api, Consumer<String> faults) {
        this.server = server;
        this.api = api;
        this.faults = faults;
        List<String> names = new ArrayList<>(options.names());
        InetAddress address = options.address();
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            names.addAll(List.of("localhost", "127.0.0.1", "[::1]"));
        }
        if (!address.isAnyLocalAddress()) {
            names.add(address.getHostAddress());
        }
        this.guard = new RequestGuard(names, server.getAddress().getPort());
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), PageThreads.named("http"));
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads the runs and begins to serve them.
     *
     * @param faults told of what goes wrong in this program while it serves
     * @throws IOException if a run cannot be read, or the port is taken
     */
    public static PageServer start(Options options, Consumer<String> faults) throws IOException {
        // Who sends a request by the byte, or never reads the answer, is cut off.
        setUnlessSet("sun.net.httpserver.maxReqTime", "20");
        setUnlessSet("sun.net.httpserver.maxRspTime", "150");
        setUnlessSet("sun.net.httpserver.maxReqHeaders", "64");
        setUnlessSet("jdk.httpserver.maxConnections", "512");
        // A connection that is closed on bytes of a body that was refused is reset, and the answer may be lost with it.
        setUnlessSet("sun.net.httpserver.drainAmount", Integer.toString(MOST_DRAINED));
        // The head of an answer and its body are written apart: the second would wait for the first to be acknowledged,
        // 40 ms.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        HttpServer http = HttpServer.create(new InetSocketAddress(options.address(), options.port()), BACKLOG);
        try {
            PageServer page =
                    new PageServer(http, options, new PageApi(read(options.runs()), options.simulations()), faults);
            http.setExecutor(page.threads);
            http.createContext("/", page::answer);
            http.start();
            return page;
        } catch (IOException | RuntimeException e) {
            http.stop(0);
            throw e;
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static List<PageRun> read(List<Path> paths) throws IOException {
        List<PageRun> runs = new ArrayList<>();
        if (paths.isEmpty()) {
            for (String name : RunArchive.SHIPPED) {
                runs.add(RunArchive.shipped(name));
            }
        }
        Set<String> ids = new HashSet<>();
        for (Path path : paths) {
            String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
            String id = name;
            for (int copy = 2; !ids.add(id); copy++) {
                id = name + "-" + copy;
            }
            if (Files.isRegularFile(path)) {
                try (InputStream in = Files.newInputStream(path)) {
                    runs.add(RunArchive.read(id, in, false));
                } catch (IOException e) {
                    throw new IOException(path + ": " + e.getMessage(), e);
                }
            } else {
                runs.add(PageRun.read(id, path, false));
            }
        }
        return runs;
    }

    /** Keeps a run in one file, an archive that can be served in its place. @throws IOException if it cannot be written */
    public static void pack(Path run, Path archive) throws IOException {
        RunArchive.write(run, archive);
    }

    /** Begins to simulate what pages ask first, besides answering: for some seconds, and only while nobody asks. Called at most once. */
    public void answerAhead() {
        api.answerAhead();
    }

    /** Where the page is to be seen. */
    public String address() {
        InetSocketAddress bound = server.getAddress();
        InetAddress at = bound.getAddress();
        String host = at.isLoopbackAddress() || at.isAnyLocalAddress() ? "localhost" : at.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            answerOrRefuse(exchange);
        }
    }

    private void answerOrRefuse(HttpExchange exchange) throws IOException {
        try {
            if (present.incrementAndGet() > MOST_AT_ONCE) {
                throw new RequestRefused(RequestRefused.BUSY, "Too many requests at once; try again in a second.");
            }
            guard.check(exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders());
            dispatch(exchange);
        } catch (RequestRefused e) {
            if (e.status() == RequestRefused.METHOD_NOT_ALLOWED) {
                exchange.getResponseHeaders().set("Allow", e.reason().contains("POST") ? "POST" : "GET");
            }
            if (e.status() == RequestRefused.BUSY) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            send(exchange, e.status(), JSON, api.write(new Refusal(e.reason())));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            faults.accept(
                    "The page could not answer " + exchange.getRequestURI().getPath() + ": " + e);
            send(exchange, 500, JSON, api.write(new Refusal("A fault of this program; its terminal says more.")));
        } finally {
            present.decrementAndGet();
        }
    }

    /** What is sent instead of an answer. */
    private record Refusal(String error) {}

    private void dispatch(HttpExchange exchange) throws IOException {
        String path = String.valueOf(exchange.getRequestURI().getRawPath());
        String method = exchange.getRequestMethod();
        if (api.takes(path)) {
            requireMethod(method, "POST");
            guard.checkBody(exchange.getRequestHeaders());
            byte[] body = exchange.getRequestBody().readNBytes(RequestGuard.LARGEST_BODY + 1);
            if (body.length > RequestGuard.LARGEST_BODY) {
                throw new RequestRefused(RequestRefused.TOO_LARGE, RequestGuard.tooLarge());
            }
            answerJson(exchange, path, body);
            return;
        }
        Object known = api.get(path);
        PageFiles.PageFile file = files.at(path);
        if (known == null && file == null) {
            throw new RequestRefused(RequestRefused.NOT_FOUND, "There is nothing at this address.");
        }
        requireMethod(method, "GET");
        if (file != null) {
            send(exchange, 200, file.type(), file.content());
        } else if (known != null) {
            send(exchange, 200, JSON, api.write(known));
        }
    }

    /** A question that a later one has overtaken is no fault of anybody's: the answer is that there is none. */
    private void answerJson(HttpExchange exchange, String path, byte[] body) throws IOException {
        Object answer;
        try {
            answer = api.post(path, body);
        } catch (RequestRefused e) {
            if (e.status() != RequestRefused.SUPERSEDED) {
                throw e;
            }
            answer = new Superseded(true);
        }
        send(exchange, 200, JSON, api.write(answer));
    }

    /** What is sent to a page that has moved on. */
    private record Superseded(boolean superseded) {}

    private static void requireMethod(String method, String allowed) {
        if (!method.equals(allowed)) {
            throw new RequestRefused(
                    RequestRefused.METHOD_NOT_ALLOWED, "This address is asked by " + allowed + " alone.");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type.equals(JSON) ? JSON + "; charset=utf-8" : type);
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        // Before the rest of a body is waited for, which may never come.
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
        api.close();
        threads.shutdownNow();
    }
}
