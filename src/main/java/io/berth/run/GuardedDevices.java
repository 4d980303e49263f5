package io.berth.run;

import io.berth.engine.job.EngineException;
import io.berth.engine.target.DeviceHold;
import io.berth.host.HostException;
import io.berth.image.DeviceClaims;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Block devices as disks, by the rule by which the host engine writes them. */
final class GuardedDevices implements DeviceClaims {

    private final Set<String> allowOverwrite;
    private final Map<Path, DeviceHold> held = new HashMap<>();

    GuardedDevices(Set<String> allowOverwrite) {
        this.allowOverwrite = allowOverwrite;
    }

    @Override
    public void claim(Path device) {
        if (held.containsKey(device)) {
            return;
        }
        try {
            held.put(device, DeviceHold.take(device, allowOverwrite));
        } catch (EngineException e) {
            throw new HostException(String.valueOf(e.getMessage()), "nothing was written", e);
        }
    }

    @Override
    public void release(Path device) {
        DeviceHold hold = held.remove(device);
        if (hold != null) {
            hold.close();
        }
    }

    @Override
    public void close() {
        held.values().forEach(DeviceHold::close);
        held.clear();
    }
}
