#!/bin/sh
# Makes the rig's guest: build-guest.sh <empty folder>. A Debian with its own kernel, udev and systemd, ffprobe, and the
# agent through which the tests speak to it; no network, no sealdock. Leaves disk.img, vmlinuz and initrd.img there.
# Needs root (debootstrap). $SEALDOCK_VM_MIRROR names another Debian mirror.
set -eu
out=$1
root=$out/root
trap 'rm -rf "$root"' EXIT

debootstrap --variant=minbase --include="systemd,systemd-sysv,udev,dbus,kmod,mount,linux-image-amd64,\
initramfs-tools,qemu-guest-agent,ffmpeg" bookworm "$root" ${SEALDOCK_VM_MIRROR:+"$SEALDOCK_VM_MIRROR"} >"$out/debootstrap.log" 2>&1 || {
  tail -n 20 "$out/debootstrap.log" >&2
  exit 77 # no packages, no guest: not the same as a rule that is broken
}

echo rig >"$root/etc/hostname"
cat >"$root/etc/fstab" <<'FSTAB'
/dev/disk/by-id/virtio-system   /                  ext4 errors=remount-ro 0 1
/dev/disk/by-id/virtio-project  /opt/sealdock      ext4 ro,nofail         0 0
/dev/disk/by-id/virtio-vault    /var/lib/sealdock  ext4 nofail            0 2
FSTAB
mkdir -p "$root/opt/sealdock" "$root/var/lib/sealdock" "$root/var/log/journal"
# What a docking workstation has and the tests do not need costs seconds of every emulated boot.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
  systemd-pstore.service e2scrub_reap.service systemd-networkd-wait-online.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
# All a boot says, so that a guest that hangs tells where.
mkdir -p "$root/etc/systemd/journald.conf.d"
printf '[Journal]\nStorage=persistent\nSyncIntervalSec=5s\n' >"$root/etc/systemd/journald.conf.d/rig.conf"
chroot "$root" passwd -d root >/dev/null
: >"$root/etc/machine-id"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/doc/*

cp "$root"/boot/vmlinuz-* "$out/vmlinuz"
cp "$root"/boot/initrd.img-* "$out/initrd.img"
truncate -s 4G "$out/disk.img"
mke2fs -q -t ext4 -d "$root" -E lazy_itable_init=1 "$out/disk.img"
rm -f "$out/debootstrap.log"
