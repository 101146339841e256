import type { ErrorCode, ErrorKind } from '../../evidence/errors.ts';
import type { ErrorWords } from '../words.ts';
import { keepingErrors } from './keeping-errors.ts';
import { staffErrors } from './staff-errors.ts';

export const kinds: Readonly<Record<ErrorKind, string>> = {
  failed: '执行失败',
  usage: '命令或配置有误',
  refused: '按规定不予执行',
  card: '执法记录仪或存储卡异常',
  storage: '存储或数据库异常',
  busy: '正被占用',
  integrity: '完整性异常',
  runtime: '运行环境不支持',
  defect: '程序缺陷',
  interrupted: '已中断',
};

export const errors: Readonly<Record<ErrorCode, ErrorWords>> = {
  ...keepingErrors,
  ...staffErrors,
  failed: {
    message: '执行失败，原因未归类[：{about}]',
    hint: '请重试；如仍失败，请将全部输出内容交系统运维人员处理。',
  },
  usage: {
    message: '命令有误[：{about}]',
    hint: '执行 sealdock --help 查看全部命令，sealdock <命令> --help 查看该命令的选项。',
  },
  'config-invalid': {
    message: '配置文件不可用[：{about}]',
    hint: '请按所列行号逐项改正，再执行 sealdock config check；改正前系统不会启动。',
  },
  'config-missing': {
    message: '找不到配置文件[：{about}]',
    hint: '请核对 --config 选项和 SEALDOCK_CONFIG 环境变量；项目内 config/sealdock.yaml 列有全部配置项。',
  },
  'not-initialised': {
    message: '采集站尚未初始化[：{about}]',
    hint: '如此处原有采集站，请检查数据盘是否已挂载；如为新建，请执行一次 sealdock init。也可用 --data 指定其他数据目录。',
  },
  'already-initialised': {
    message: '采集站已初始化，不可重复执行[：{about}]',
    hint: '未作任何改动。如需另建采集站，请用 --data 指定新的数据目录。',
  },
  'not-a-folder': {
    message: '该路径不是可读取的文件夹[：{about}]',
    hint: '请填写存储卡的挂载位置（如 /media/DSJ0001），并检查读取权限。',
  },
  'recording-unknown': {
    message: '目录库中没有该音像记录[：{about}]',
    hint: '执行 sealdock recording list 查看音像记录编号。',
  },
  'dock-unknown': {
    message: '目录库中没有该次接入[：{about}]',
    hint: '请用 sealdock dock list 查看接入记录。',
  },
  'recorder-models-invalid': {
    message: '执法记录仪型号表不可用[：{about}]',
    hint: '请按所列文件和行号改正 config/recorders 目录中的型号表。',
  },
  'model-unknown': {
    message: '没有该执法记录仪型号[：{about}]',
    hint: '未采集任何文件。请填写 config/recorders 中的型号代码，或在其中增加该型号。',
  },
  'ffprobe-missing': {
    message: '无法启动媒体检测程序 ffprobe[：{about}]',
    hint: '请安装 ffmpeg，或设置 probe.ffprobe。已固化的音像记录不受影响，待以后检测。',
  },
  'recorder-unknown': {
    message: '台账中没有该执法记录仪[：{about}]',
    hint: '执行 sealdock recorder list 查看编号，新设备请用 sealdock recorder register 登记。',
  },
  'recorder-known': {
    message: '该执法记录仪已登记[：{about}]',
    hint: '未作任何改动。如需更正，请用 sealdock recorder change。',
  },
  'register-invalid': {
    message: '台账内容有误，无法登记[：{about}]',
    hint: '请按所列内容改正后重试；台账未作任何改动，也未导入其中任何一行。',
  },
  'log-not-set-back': {
    message: '审计日志与本机留存的全部检查点一致[：{about}]',
    hint: '未作任何改动，没有需要放弃的分支。',
  },
  'export-exists': {
    message: '导出目录已存在[：{about}]',
    hint: '未作任何改动。请另选目录；以 .part 结尾的是中断的导出，可手工删除。',
  },
  'difference-unknown': {
    message: '没有该编号的未结差异[：{about}]',
    hint: '未作任何改动。执行 sealdock reconcile 查看编号。',
  },
  'differences-open': {
    message: '对账存在差异：卡上所见未全部固化，或已固化的未全部在库[：{about}]',
    hint: '执行 sealdock reconcile 逐项核查，查明后用 sealdock reconcile explain <编号> --reason <原因> 说明。',
  },
  'recorder-unregistered': {
    message: '该执法记录仪未登记[：{about}]',
    hint: '未打开任何文件。执行 sealdock recorder list 查看未登记的设备，用 sealdock recorder register <编号> --dock <接入> 登记后即予采集。',
  },
  'recorder-out-of-service': {
    message: '该执法记录仪已停用[：{about}]',
    hint: '未打开任何文件。如可恢复使用，请执行 sealdock recorder state <编号> in-service，然后再次接入。',
  },
  'recorder-lost': {
    message: '已报遗失的执法记录仪重新出现[：{about}]',
    hint: '未打开任何文件。请查明由何人送来，再执行 sealdock recorder state <编号> in-service，然后再次接入。',
  },
  'identity-changed': {
    message: '执法记录仪与台账登记的不符[：{about}]',
    hint: '音像记录已采集并作标记。执行 sealdock recorder list 查看是哪一台，recorder show <编号> 查看变动，查明由何人更换后执行 sealdock recorder confirm <编号> 确认。',
  },
  'card-is-our-own': {
    message: '该文件夹属于采集站自身，不得接入[：{about}]',
    hint: '只能接入存储卡或数据目录以外的文件夹，存储库不能作为采集来源。',
  },
  'card-not-mounted': {
    message: '端口已接入设备，但没有可读取的存储卡[：{about}]',
    hint: '执法记录仪可能需要先解锁或切换到磁盘模式。如不是执法记录仪，请取下。',
  },
  'card-unrecognised': {
    message: '无法识别该存储卡属于哪种执法记录仪[：{about}]',
    hint: '未采集任何文件。如确为执法记录仪的存储卡，请用 --model 和 --recorder 指明型号和编号，或在 config/recorders 中增加型号。空文件夹往往是尚未挂载存储卡的挂载点。',
  },
  'card-ambiguous': {
    message: '该存储卡同时符合多个执法记录仪或型号，无法确定[：{about}]',
    hint: '未采集任何文件。请用 --model 或 --recorder 指明。',
  },
  'recorder-number-missing': {
    message: '存储卡上没有执法记录仪编号[：{about}]',
    hint: '未采集任何文件。请用 --recorder 填写编号，例如 --recorder DSJ0001。',
  },
  'card-gone': {
    message: '存储卡已断开[：{about}]',
    hint: '请重新插入并再次接入：已固化的不受影响，其余文件届时继续采集。',
  },
  'card-read-failed': {
    message: '存储卡读取失败[：{about}]',
    hint: '请清洁触点，更换端口或读卡器后再次接入。请保管好存储卡，卡上内容未作任何改动。',
  },
  'card-stalled': {
    message: '存储卡长时间无响应[：{about}]',
    hint: '请拔出后重新插入并再次接入；如仍无响应，请更换端口或读卡器。',
  },
  'card-file-changed': {
    message: '文件在复制过程中发生变化[：{about}]',
    hint: '该文件可能仍在写入。请停止录制后再次接入。',
  },
  'card-file-shrank': {
    message: '文件实际长度小于卡上登记的长度[：{about}]',
    hint: '存储卡可能损坏。请再次接入；如仍如此，请妥善保管存储卡并送检。',
  },
  'card-path-escapes': {
    message: '存储卡上的路径指向卡外[：{about}]',
    hint: '系统未读取该文件。执法记录仪不会产生此类路径，请将存储卡送检。',
  },
  'card-file-too-large': {
    message: '文件标示的大小超过整个存储库[：{about}]',
    hint: '存储卡的目录可能已损坏。其余文件照常采集，请将此卡送检。',
  },
  'card-too-many-files': {
    message: '存储卡上的文件数量超出上限[：{about}]',
    hint: '请确认接入的是执法记录仪的存储卡，而不是整块硬盘。',
  },
  'clear-refused': {
    message: '未能清卡或未能全部清除[：{about}]',
    hint: '未固化的内容未作任何改动。原因见 sealdock audit list，请拔出存储卡后重新插入。',
  },
  'clear-unanswered': {
    message: '清卡指令无人执行[：{about}]',
    hint: '请确认已启用 sealdock-clear.path（systemctl status sealdock-clear.path）。没有任何损失，下次接入时重新核对该卡。',
  },
  'unlock-failed': {
    message: '执法记录仪未能切换到磁盘模式[：{about}]',
    hint: '请检查 recorders.unlock 中的解锁命令及其密码文件，再重新插入；也可将执法记录仪设为始终磁盘模式。',
  },
  'vault-full': {
    message: '存储库空间不足，已停止采集[：{about}]',
    hint: '请为数据目录扩充存储空间后再次接入。系统不会为腾出空间删除任何音像记录。',
  },
  'vault-write-failed': {
    message: '存储库写入失败[：{about}]',
    hint: '请检查磁盘状态（dmesg、smartctl）及目录的属主和权限。已固化的音像记录不受影响。',
  },
  'vault-read-failed': {
    message: '存储库读取失败[：{about}]',
    hint: '请检查磁盘状态（dmesg、smartctl），再执行 sealdock inspect。',
  },
  'staging-crowded': {
    message: '暂存区内未复制完的文件过多[：{about}]',
    hint: '请将提前拔出的存储卡重新接入；执行 sealdock inspect 可查看清单。',
  },
  'catalogue-failed': {
    message: '目录库（SQLite）异常[：{about}]',
    hint: '请检查磁盘及数据目录权限。目录库损坏不影响存储库中的音像记录。',
  },
  'catalogue-newer': {
    message: '目录库由更高版本的 sealdock 写入[：{about}]',
    hint: '请使用更高版本；当前版本不会改动目录库。',
  },
  busy: {
    message: '正被占用[：{about}]',
    hint: '采集站正由另一个 sealdock 使用，或接入数量已满。请稍后重试，执行 sealdock status 可查看情况。',
  },
  'catalogue-busy': {
    message: '目录库长时间被锁定[：{about}]',
    hint: '请重试；如仍被锁定，请检查是否有其他程序打开了数据库。',
  },
  'read-back-differs': {
    message: '校验不一致：从磁盘读回的内容与写入的不同[：{about}]',
    hint: '该文件未固化，原件仍在存储卡上。请停用该磁盘或线缆并送检。',
  },
  'recording-id-taken': {
    message: '该编号已有另一份音像记录[：{about}]',
    hint: '未覆盖任何内容。请执行 sealdock inspect 并查明原因。',
  },
  'sealed-differs': {
    message: '已固化的音像记录与固化时不一致[：{about}]',
    hint: '请勿作任何改动。执行 sealdock inspect，保存输出内容，并报告负责调查的人员。',
  },
  'audit-differs': {
    message: '审计日志与已公布的内容不一致[：{about}]',
    hint: '请勿作任何改动。执行 sealdock audit verify，保存输出内容，并与存放在别处的检查点核对。',
  },
  'log-set-back': {
    message: '审计日志短于此前已签名的检查点[：{about}]',
    hint: '已暂停采集。如曾由备份恢复，请恢复最新的目录库；无法恢复的，由管理员执行 sealdock audit restored --reason <原因>，审计日志此后作为新分支继续，每次核验均会如实说明。',
  },
  'log-forked': {
    message: '审计日志的两个检查点互相矛盾[：{about}]',
    hint: '已暂停采集。请保存两个检查点及 sealdock audit verify 的输出内容以备调查；查明情况后方可执行 sealdock audit restored --reason <原因>。',
  },
  'anchor-unreachable': {
    message: '审计日志未能取得外部锚定[：{about}]',
    hint: '采集不受影响，系统将自动重试。请检查网络及 audit.anchors 中的地址。',
  },
  'anchor-differs': {
    message: '审计日志的外部锚定核验不符[：{about}]',
    hint: '该锚定不予采信。请核对 audit.anchors 所设证书或见证公钥；如无误，请保存该文件以备调查。',
  },
  'key-missing': {
    message: '签名密钥缺失[：{about}]',
    hint: '请从备份恢复密钥，切勿在原有数据上重新初始化。',
  },
  'key-differs': {
    message: '签名密钥不是本采集站的密钥[：{about}]',
    hint: '请从备份恢复正确的密钥，或用 --data 指定正确的采集站。',
  },
  'unsupported-runtime': {
    message: '当前 Node.js 版本不支持运行 sealdock[：{about}]',
    hint: '请用 bin/sealdock 启动，它自带 Node.js 24；如缺失，请先执行 npm ci。',
  },
  defect: {
    message: 'sealdock 程序缺陷[：{about}]',
    hint: '已固化的音像记录不受影响。请将以下内容一并反馈。',
  },
  interrupted: {
    message: '操作已中断[：{about}]',
    hint: '此前已固化的不受影响，其余文件请再次接入后采集。',
  },
};
