package org.longhaul.wire.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.record.Checksum;
import org.longhaul.extension.AtomicFiles;

/** The folder of a run between real processes: where its files are. */
public record WireFolder(Path path) {
    private static final String RUN = "wire.json";

    /** The scenario as it was run. */
    public Path scenario() {
        return path.resolve("scenario.yaml");
    }

    /** The network as it was measured, as a topology that scenarios can name. */
    public Path topology() {
        return path.resolve("topology.yaml");
    }

    /** What the network was inferred from. */
    public Path measurements() {
        return path.resolve("measurements.json");
    }

    /** What happened to the run as a whole, a line each. */
    public Path events() {
        return path.resolve("events.jsonl");
    }

    /** The lines of a member. */
    public Path rankFile(WireUnit unit, int rank) {
        return path.resolve("steps").resolve(unit.folder()).resolve("rank-" + rank + ".jsonl");
    }

    /** Writes what the members have in common: the old content or the new, whatever happens. */
    public void write(WireRun run) throws IOException {
        Files.createDirectories(path);
        AtomicFiles.write(path.resolve(RUN), Checksum.seal(WireJson.indented(run)));
    }

    /** Reads it. @throws WireRecordException if it is not as it was written */
    public WireRun read() throws IOException {
        Path file = path.resolve(RUN);
        if (!Files.isRegularFile(file)) {
            throw new WireRecordException(path + ": " + why());
        }
        String json;
        try {
            json = new String(Checksum.unseal(Files.readAllBytes(file)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new WireRecordException(file + ": is damaged: " + e.getMessage(), e);
        }
        var node = WireJson.tree(file.toString(), json);
        WireJson.requireVersion(file.toString(), node, WireRun.SCHEMA_VERSION);
        return WireJson.value(file.toString(), node, WireRun.class);
    }

    /** Why there is no record of a run. */
    private String why() {
        if (Files.exists(events())) {
            return "has no " + RUN + " yet: its run ended before all members had met, and nothing was trained"
                    + "\nMaybe go on with it: longhaul wire run --resume " + path;
        }
        String none = "is no folder of a wire run, which has a file " + RUN;
        return Files.exists(scenario())
                ? none + ", or its run ended before members were waited for\nMaybe start it anew: longhaul wire run "
                        + scenario()
                : none;
    }

    /** What all members did of a unit, by rank. */
    public List<RankRecord> ranks(WireRun run, WireUnit unit) {
        List<RankRecord> records = new ArrayList<>();
        for (int rank = 0; rank < run.members().size(); rank++) {
            try {
                records.add(RankRecord.read(rankFile(unit, rank)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return records;
    }
}
