/** Guests: the appliance, QEMU processes, QMP, hot-plug and the guest agent. */
@NullMarked
package io.berth.guest;

import org.jspecify.annotations.NullMarked;
