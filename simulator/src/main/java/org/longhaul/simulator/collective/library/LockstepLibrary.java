package org.longhaul.simulator.collective.library;

import com.google.auto.service.AutoService;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.topology.unit.DataSize;

/** No library: every transfer is carried out whole, as the closed forms have it. */
@SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
@AutoService(CommunicationLibrary.class)
public final class LockstepLibrary implements CommunicationLibrary<LockstepLibrary.Settings> {

    /** Id of this library. */
    public static final String ID = LibraryProfile.LOCKSTEP.id();

    /** No settings. */
    public record Settings() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "No library: a round's transfers are whole and all done before the next round, as in closed forms.";
    }

    @Override
    public String source() {
        return "Closed forms of docs/collectives.md.";
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public Settings defaults() {
        return new Settings();
    }

    @Override
    public LibraryProfile profile(Settings settings, DataSize sendBuffer) {
        return LibraryProfile.LOCKSTEP;
    }
}
