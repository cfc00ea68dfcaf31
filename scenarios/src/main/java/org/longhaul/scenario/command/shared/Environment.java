package org.longhaul.scenario.command.shared;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibTorch;

/** What this program runs on, in words. */
public final class Environment {
    private static final Pattern TORCH_VERSION = Pattern.compile("TORCH_VERSION=([^,\\s]+)");

    private Environment() {}

    public static Manifest manifest(
            String id, Path scenario, String text, Path runs, List<Long> seeds, Device device, int threads) {
        return new Manifest(
                Manifest.FORMAT,
                id,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                scenario.toAbsolutePath().normalize().toString(),
                Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString(),
                List.of(),
                runs.toAbsolutePath().normalize().toString(),
                seeds,
                device.name().toLowerCase(Locale.ROOT),
                threads,
                version(),
                java(),
                pytorch(),
                operatingSystem(),
                hardware(),
                null,
                Map.of());
    }

    public static String version() {
        return "0.1.0";
    }

    public static String java() {
        return Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    }

    /** Version of libtorch, out of the several lines of its own description. */
    public static String pytorch() {
        Matcher version = TORCH_VERSION.matcher(LibTorch.description());
        return version.find() ? version.group(1) : "unknown";
    }

    public static String operatingSystem() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }

    public static String hardware() {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                + Quantities.bytes((double) physicalMemory()) + " memory";
    }

    public static long physicalMemory() {
        java.lang.management.OperatingSystemMXBean bean =
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return bean instanceof com.sun.management.OperatingSystemMXBean system ? system.getTotalMemorySize() : 0;
    }

    private static String processor() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            // Only Linux has the file.
        }
        return System.getProperty("os.arch");
    }
}
