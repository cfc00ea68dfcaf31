package org.longhaul.scenario.command.run;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.scenario.run.Manifest;

/** The folder that {@code longhaul runs} looks into: run directories by default, and the store of all runs. */
public final class RunsFolder {
    private static final String STORE = "longhaul.duckdb";
    private static final String ELSEWHERE = "elsewhere.txt";
    private static final long LARGEST_NOTE = 10_000_000;

    private RunsFolder() {}

    /** The folder if no other is named. */
    static Path standard() {
        return Path.of("runs");
    }

    /** The folder that a run was started for; the usual one if it is no longer there. */
    static Path of(Manifest manifest) {
        Path folder = Path.of(manifest.runs());
        return Files.isDirectory(folder) ? folder : standard();
    }

    /** The id of a new run: the name of its directory, with the time where names of directories elsewhere may be equal. */
    static String id(Path runs, Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        String name = String.valueOf(absolute.getFileName());
        return runs.toAbsolutePath().normalize().equals(absolute.getParent()) ? name : name + "-" + time();
    }

    /** The local time, as it stands in names of runs. */
    static String time() {
        return LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    }

    /** Notes a run whose directory lies elsewhere, so that lists have it too. */
    static void note(Path runs, Path directory, PrintWriter warnings) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (runs.toAbsolutePath().normalize().equals(absolute.getParent())) {
            return;
        }
        try {
            Files.createDirectories(runs);
            if (!elsewhere(runs).contains(absolute)) {
                Files.writeString(
                        runs.resolve(ELSEWHERE),
                        absolute + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            warnings.println("longhaul: 'longhaul runs' will not list this run: " + FileTrouble.words(e));
        }
    }

    /** Every run directory of a folder, and those that were noted, sorted; whatever else lies there is left out. */
    static List<Path> directories(Path runs) throws IOException {
        Set<Path> all = new TreeSet<>();
        if (Files.isDirectory(runs)) {
            try (Stream<Path> entries = Files.list(runs)) {
                entries.forEach(all::add);
            }
        }
        all.addAll(elsewhere(runs));
        all.removeIf(directory -> !Files.isRegularFile(directory.resolve("manifest.json")));
        return List.copyOf(all);
    }

    private static List<Path> elsewhere(Path runs) throws IOException {
        Path file = runs.resolve(ELSEWHERE);
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_NOTE) {
            return List.of();
        }
        List<Path> noted = new ArrayList<>();
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            // Whatever a line holds: one that is no absolute path is no run.
            if (line.indexOf('\0') < 0 && new File(line).isAbsolute()) {
                noted.add(new File(line).toPath());
            }
        }
        return noted;
    }

    /** The store in a folder of runs. */
    public static Path store(Path runs) {
        return runs.resolve(STORE);
    }
}
